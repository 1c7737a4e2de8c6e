/**
 * Measures what the explanations cost a green run: the time of runs with the probe and narrowing, divided by the time
 * of runs without.
 *
 * Usage: npm run build && node benchmarks/speed/run_cost.mjs [--pairs 3] [filter...]      (default: glance)
 *
 * Runs alternate, and the first of each pair alternates too. The time is that of the scenarios, without the boot.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: { pairs: { type: 'string', default: '3' } },
  allowPositionals: true,
});
const filters = positionals.length > 0 ? positionals : ['glance'];
const command = new URL('../../dist/cli.js', import.meta.url).pathname;

/** Runs the scenarios on new deployments, and returns the run's seconds. @throws Error if the run is not green */
function secondsOf(...options) {
  const output = mkdtempSync(join(tmpdir(), 'run-cost-'));
  try {
    const args = [command, '--target', 'rome', '--output', output, ...options, ...filters];
    const { status, stderr } = spawnSync(process.execPath, args, {
      ...{ encoding: 'utf8', maxBuffer: 1 << 28 },
      env: { ...process.env, XDG_RUNTIME_DIR: output },
    });
    if (status !== 0) throw new Error(`exit code ${status}\n${stderr}`);
    const [folder] = readdirSync(output).filter((name) => name.endsWith('-rome'));
    return JSON.parse(readFileSync(join(output, folder, 'run.json'), 'utf8')).ms.total / 1000;
  } finally {
    rmSync(output, { recursive: true, force: true, maxRetries: 3 });
  }
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const KINDS = { with: [], without: ['--no-probe', '--no-narrow'] };
const seconds = { with: [], without: [] };
for (let pair = 0; pair < Number(values.pairs); pair++) {
  for (const kind of pair % 2 === 0 ? ['with', 'without'] : ['without', 'with'])
    seconds[kind].push(secondsOf(...KINDS[kind]));
  const [all, plain] = [seconds.with.at(-1), seconds.without.at(-1)];
  process.stdout.write(
    `with ${all.toFixed(1)} s, without ${plain.toFixed(1)} s, ratio ${(all / plain).toFixed(3)}\n`,
  );
}
const ratios = seconds.with.map((all, index) => all / seconds.without[index]);
process.stdout.write(
  `median: with ${median(seconds.with).toFixed(1)} s, without ${median(seconds.without).toFixed(1)} s, ratio of pairs ${median(ratios).toFixed(3)}\n`,
);
