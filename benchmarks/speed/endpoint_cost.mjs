/**
 * Measures the time of every endpoint of Glance and Nova on ROME over that on SQL, with another project's rows.
 *
 * Usage: npm run build && node benchmarks/speed/endpoint_cost.mjs [rows [filter...]]      (default: 100, all scenarios)
 *
 * Boots a baseline and `rome`, adds `rows` images, namespaces and servers of another project to each, and runs the
 * scenarios one at a time. Scenarios that expect the exact content of an administrator's list then fail on both sides,
 * but their responses are still timed. An endpoint's time is the median over its steps. If an endpoint had few requests
 * and took more than twice as long on ROME, the machine may have paused, so its scenarios run four more times. Takes
 * about 25 minutes on two idle cores. The deployments are down at the end.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imported } from '../../scripts/bundle.mjs';

import { fill } from './fill.mjs';

const { costOf } = await imported('endpoint_cost', 'analysis/cost.ts');

const [, , rows = '100', ...filters] = process.argv;
const WORST = 15;
/** Endpoints with fewer requests than FEW and a ratio above SUSPECT are measured again. */
const FEW = 5;
const SUSPECT = 2;
const MORE_RUNS = 4;
const command = new URL('../../dist/cli.js', import.meta.url).pathname;
const output = mkdtempSync(join(tmpdir(), 'endpoint-cost-'));

function runScenarios(...args) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [command, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status > 1) throw new Error(`run-scenarios ${args.join(' ')}: exit code ${status}\n${stderr}`);
  return stdout;
}

/** Runs scenarios and returns their steps with service and endpoint, without the requests that match no endpoint. */
function timedSteps(filter) {
  runScenarios('--target', 'rome', '--workers', '1', '--output', output, ...filter);
  const folder = readdirSync(output).sort().at(-1);
  const { scenarios, endpoints } = JSON.parse(readFileSync(join(output, folder, 'run.json'), 'utf8'));
  const known = new Set(endpoints.map(({ service, endpoint }) => `${service} ${endpoint}`));
  return scenarios
    .flatMap(({ id, steps }) =>
      steps.map((step) => ({ ...step, scenario: id, name: `${step.service} ${step.endpoint}` })),
    )
    .filter(({ name }) => known.has(name));
}

function costs(steps) {
  return [...new Set(steps.map(({ name }) => name))]
    .flatMap((endpoint) => {
      const cost = costOf(steps.filter(({ name }) => name === endpoint));
      return cost?.ratio.median === undefined ? [] : [{ endpoint, ...cost }];
    })
    .sort((a, b) => b.ratio.median - a.ratio.median);
}

try {
  const files = [...runScenarios('up', 'rome').matchAll(/source (.*)$/gm)].map(([, file]) => file);
  await Promise.all(files.map((file) => fill(file, Number(rows))));
  const steps = timedSteps(filters);
  const suspects = new Set(
    costs(steps)
      .filter(({ ratio, requests }) => ratio.median > SUSPECT && requests < FEW)
      .map(({ endpoint }) => endpoint),
  );
  const again = new Set(steps.filter(({ name }) => suspects.has(name)).map(({ scenario }) => scenario));
  for (let run = 0; again.size > 0 && run < MORE_RUNS; run++) steps.push(...timedSteps([...again]));
  const all = costs(steps);
  const over = all.filter(({ ratio }) => ratio.median > 3).length;
  console.log(
    `${all.length} endpoints with ${rows} rows: median ratio ${all[all.length >> 1].ratio.median}, ${over} over 3; ${suspects.size} were measured again`,
  );
  console.log(
    '| endpoint | requests | SQL, ms | ROME, ms | ratio | round trips |\n|---|---|---|---|---|---|',
  );
  for (const { endpoint, requests, median, ratio, roundTrips } of all.slice(0, WORST)) {
    const figures = [requests, median.baseline, median.target, ratio.median, roundTrips?.median ?? 0];
    console.log(`| \`${endpoint}\` | ${figures.join(' | ')} |`);
  }
} finally {
  runScenarios('down', 'baseline', 'rome');
  rmSync(output, { recursive: true, force: true });
}
