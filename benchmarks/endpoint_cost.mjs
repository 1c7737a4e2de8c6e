/**
 * Time of every endpoint of Glance and Nova on ROME over its time on SQL, with other people's rows in the databases.
 *
 * Usage: npm run build && node benchmarks/endpoint_cost.mjs [rows [runs]]      (default: 100 3)
 *
 * Boots a baseline and `rome`, fills both with as many images, namespaces and servers of another project, and runs all
 * scenarios over them, one at a time. Scenarios that say exactly what an administrator's list holds fail on both sides
 * then; the answers are timed all the same. An endpoint's time is the median over the steps of all runs. About eight minutes
 * a run on a quiet machine; ends with the deployments down.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { costOf } from '../dist/assertions/cost.js';
import { fill } from './fill.mjs';

const [rows = 100, runs = 3] = process.argv.slice(2).map(Number);
const WORST = 15;
const command = new URL('../dist/cli.js', import.meta.url).pathname;
const output = mkdtempSync(join(tmpdir(), 'endpoint-cost-'));

function runScenarios(...args) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [command, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status > 1) throw new Error(`run-scenarios ${args.join(' ')}: exit code ${status}\n${stderr}`);
  return stdout;
}

try {
  const files = [...runScenarios('up', 'rome').matchAll(/source (.*)$/gm)].map(([, file]) => file);
  await Promise.all(files.map((file) => fill(file, rows)));
  const steps = new Map();
  for (let run = 0; run < runs; run++) {
    runScenarios('--target', 'rome', '--workers', '1', '--output', output);
    const folder = readdirSync(output).filter((name) => name.endsWith('-rome')).sort().at(-1);
    const { scenarios, endpoints } = JSON.parse(readFileSync(join(output, folder, 'run.json'), 'utf8'));
    const known = new Set(endpoints.map(({ service, endpoint }) => `${service} ${endpoint}`));
    for (const step of scenarios.flatMap((scenario) => scenario.steps)) {
      const name = `${step.service} ${step.endpoint}`;
      // A request to what is no endpoint is named by its place.
      if (!known.has(name)) continue;
      steps.set(name, [...(steps.get(name) ?? []), step]);
    }
  }
  const costs = [...steps].flatMap(([endpoint, all]) => {
    const cost = costOf(all);
    return cost?.ratio.median === undefined ? [] : { endpoint, ...cost };
  });
  costs.sort((a, b) => b.ratio.median - a.ratio.median);
  const over = costs.filter(({ ratio }) => ratio.median > 3).length;
  console.log(`${costs.length} endpoints with ${rows} rows: median ratio ${costs[costs.length >> 1].ratio.median}, ${over} over 3`);
  console.log('| endpoint | requests | SQL, ms | ROME, ms | ratio | round trips |\n|---|---|---|---|---|---|');
  for (const { endpoint, requests, median, ratio, roundTrips } of costs.slice(0, WORST)) {
    const figures = [requests, median.baseline, median.target, ratio.median, roundTrips?.median ?? 0];
    console.log(`| \`${endpoint}\` | ${figures.join(' | ')} |`);
  }
} finally {
  runScenarios('down', 'baseline', 'rome');
  rmSync(output, { recursive: true, force: true });
}
