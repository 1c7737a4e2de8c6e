/**
 * Counts the steps that pass although their queries have other results on ROME than on SQL. If a later step of such a
 * scenario failed, the first of these differences would be blamed for it.
 *
 *     npm run build && node benchmarks/mutants/false_alarms.mjs [--release 2026.2] [filter...]      (default: glance)
 *
 * Prints the number of steps, and of those with a difference in their own queries or in those of an earlier step that could
 * explain a failure. Differences in rows that other scenarios change count apart: they are blamed only if nothing else
 * explains a failure. Then each kind of difference, with its number and one step that shows it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { imported } from '../../scripts/bundle.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { release: { type: 'string' } },
});
const filters = positionals.length > 0 ? positionals : ['glance'];
const SERVICES = ['glance', 'nova'];
const own = await imported(
  'false-alarms',
  'execution/boot/boot-named.ts',
  'execution/scenarios-in.ts',
  'execution/select.ts',
  'execution/response-rules.ts',
  'runner/run/run.ts',
  'shipped/inventories.ts',
);
// Short: the address of a Unix socket has room for 107 bytes.
const folder = mkdtempSync(join(tmpdir(), 'fa-'));
process.env.XDG_RUNTIME_DIR = folder;
const { signal } = new AbortController();
const known = own.inventories(values.release);
const scenarios = own.select(await own.scenariosIn({ scenarios: ['scenarios'] }, known), filters);
const services = SERVICES.filter((name) => scenarios.some(({ service }) => service === name));
const managed = (name, backend) => ({ kind: 'managed', name, backend, services, release: values.release });
const booted = await own.bootNamed(
  { baseline: managed('baseline', 'sql'), target: managed('rome', 'rome') },
  services,
  { keep: false, probe: true, progress: (line) => process.stderr.write(`${line}\n`), signal },
);
/** The steps of each kind of difference. */
const found = new Map();
let ofOthers = 0;
try {
  const run = await own.run(scenarios, {
    deployments: booted.deployments,
    rootCause: booted.rootCause,
    inventories: known,
    rules: own.responseRules(known),
    filters,
    folder: join(folder, 'run'),
    keep: false,
    workers: 4,
    signal,
    onKept: () => {},
    onEvent: () => {},
    onDivergence: (scenario, step, { kind, evidence, baseline, target, ours }) => {
      if (!ours) {
        ofOthers++;
        return;
      }
      const { db_api, function: called } = baseline ?? target;
      // Without names, so that equal kinds of differences count together.
      const words = evidence.replace(/"[^"]*"|\b[0-9a-f-]{32,}\b|\d+/g, '…').slice(0, 100);
      const what = `${db_api ?? called} ${kind}: ${words}`;
      found.set(what, [...(found.get(what) ?? []), `${scenario}: ${step}`]);
    },
  });
  if (run.abort) throw new Error(run.abort.message);
  const steps = run.scenarios.flatMap((each) => each.steps);
  const failing = steps.filter(({ verdict }) => !['identical', 'gone', 'unavailable'].includes(verdict));
  const kinds = [...found].sort(([, a], [, b]) => b.length - a.length);
  const number = kinds.reduce((sum, [, at]) => sum + at.length, 0);
  console.log(
    `${steps.length} steps, ${failing.length} failing, ${number} with different queries, ${ofOthers} with different rows of other scenarios`,
  );
  for (const [what, at] of kinds) console.log(`${String(at.length).padStart(5)}  ${what}\n       ${at[0]}`);
} finally {
  await booted.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
