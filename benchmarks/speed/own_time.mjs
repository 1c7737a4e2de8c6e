/**
 * Measures the tool's own CPU time per request, compared with a bare loop of undici over the same requests.
 *
 * Usage: npm run build && node benchmarks/speed/own_time.mjs [filter...]      (default: glance/images)
 *
 * Boots a baseline and `rome`, runs the scenarios, and then sends all requests of their steps to the same deployments
 * again: two at once, and it only reads the responses. The loop does not check, compare, read the probe's events, write
 * the run file, or create projects and users for each scenario. These take the rest of the tool's time. The deployments
 * are down at the end.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';

const [, , ...given] = process.argv;
const filters = given.length > 0 ? given : ['glance/images'];
const command = new URL('../../dist/cli.js', import.meta.url).pathname;
const output = mkdtempSync(join(tmpdir(), 'own-time-'));
const SIDES = ['baseline', 'target'];

function runScenarios(...args) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`run-scenarios ${args.join(' ')}: exit code ${status}\n${stderr}`);
  return stdout;
}

/** Returns a token of the deployment's administrator. */
async function tokenOf(openrc) {
  const value = (name) =>
    execFileSync('sh', ['-c', `. "$1" && printf %s "$${name}"`, 'sh', openrc], { encoding: 'utf8' });
  const domain = { name: value('OS_USER_DOMAIN_NAME') };
  const user = { name: value('OS_USERNAME'), password: value('OS_PASSWORD'), domain };
  const project = { name: value('OS_PROJECT_NAME'), domain: { name: value('OS_PROJECT_DOMAIN_NAME') } };
  const auth = { identity: { methods: ['password'], password: { user } }, scope: { project } };
  const answer = await fetch(`${value('OS_AUTH_URL')}/auth/tokens`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ auth }) },
  });
  await answer.text();
  return answer.headers.get('x-subject-token');
}

/** Returns the requests of a run's steps, a pair for the two sides. A step that polled has a pair for each attempt. */
function pairsOf({ scenarios }) {
  const steps = scenarios.flatMap((scenario) => scenario.steps);
  return steps
    .filter(({ exchanges }) => SIDES.every((side) => exchanges[side]))
    .flatMap((step) => {
      const tries = Math.max(1, ...SIDES.map((side) => step.waits?.[side]?.tries ?? 1));
      return Array.from({ length: tries }, () => step.exchanges);
    });
}

const bodyOf = (body) => (body?.json === undefined ? (body?.text ?? null) : JSON.stringify(body.json));

try {
  const files = [...runScenarios('up', 'rome').matchAll(/source (.*)$/gm)].map(([, file]) => file);
  runScenarios('--target', 'rome', '--output', output, ...filters);
  const [folder] = readdirSync(output);
  const run = JSON.parse(readFileSync(join(output, folder, 'run.json'), 'utf8'));
  const [baseline, target] = await Promise.all(files.map(tokenOf));
  const tokens = { baseline, target };
  const pairs = pairsOf(run);
  const dispatcher = new Agent();
  const started = process.cpuUsage();
  for (const exchanges of pairs) {
    await Promise.all(
      SIDES.map(async (side) => {
        const { method, url, requestHeaders, requestBody } = exchanges[side];
        const headers = { ...requestHeaders, 'x-auth-token': tokens[side] };
        const answer = await request(url, { dispatcher, method, headers, body: bodyOf(requestBody) });
        await answer.body.arrayBuffer();
      }),
    );
  }
  const { user, system } = process.cpuUsage(started);
  await dispatcher.close();
  const requests = pairs.length * 2;
  const [ours, bare] = [run.ms.own / requests, (user + system) / 1000 / requests];
  console.log(
    `${requests} requests: ${ours.toFixed(2)} ms each, a bare loop ${bare.toFixed(2)} ms, ratio ${(ours / bare).toFixed(1)}`,
  );
} finally {
  runScenarios('down', 'baseline', 'rome');
  rmSync(output, { recursive: true, force: true });
}
