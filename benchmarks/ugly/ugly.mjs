/**
 * Runs scenarios on an ugly deployment: a proxy in front of a real one breaks some responses in over 20 ways. The run
 * must end, name every broken response, and give every other scenario the same verdict as without the proxy's faults.
 *
 * Usage: node benchmarks/ugly/ugly.mjs [--rate 0.05] [--seed 1] [--workers 4] [filter...]      (default filter: glance)
 *
 * Boots the baseline and a deployment like it in a separate home folder, and runs twice: once with a proxy that breaks
 * nothing, once with one that does. The same seed breaks the same share in the same ways. Which requests it breaks
 * depends on the order of concurrent scenarios. The exit code is 0 only without complaints.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { complaints } from './judge.mjs';
import { uglyProxy } from './proxy.mjs';

const COMMAND = new URL('../../dist/cli.js', import.meta.url).pathname;
const ANSWER_LIMITS = ['--answer-timeout', '20s', '--max-answer-size', '2MB'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rate: { type: 'string', default: '0.05' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '4' },
  },
});
const filters = positionals.length > 0 ? positionals : ['glance'];

// Short: the address of a Unix socket has room for 107 bytes.
const home = mkdtempSync(join(tmpdir(), 'ugly-'));
const config = join(home, 'run-scenarios.yaml');
const managed = { baseline: { managed: 'sql' }, targets: { again: { managed: 'sql' } } };

function command(...args) {
  return new Promise((resolve) => {
    const env = { ...process.env, XDG_RUNTIME_DIR: home };
    const child = spawn(process.execPath, [COMMAND, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => {
        output += data;
      });
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** Returns how to attach to a deployment that `up` printed, from the file with its OS_* variables. */
function attached(output, name) {
  const [, file] = new RegExp(`^${name} \\([^]*?credentials +source (.*)$`, 'm').exec(output) ?? [];
  const variables = Object.fromEntries(
    [...readFileSync(file, 'utf8').matchAll(/^(?:export )?OS_(\w+)=['"]?(.*?)['"]?$/gm)].map(
      ([, key, value]) => [key, value],
    ),
  );
  return {
    keystone: new URL(variables.AUTH_URL).origin,
    path: new URL(variables.AUTH_URL).pathname,
    entry: { username: variables.USERNAME, password: variables.PASSWORD, project: variables.PROJECT_NAME },
  };
}

async function run({ keystone, path, entry }, name, rate) {
  const proxy = await uglyProxy({ keystone, rate, seed: Number(values.seed) });
  const target = { ...entry, auth_url: `${proxy.url}${path}` };
  writeFileSync(config, JSON.stringify({ ...managed, targets: { ...managed.targets, ugly: target } }));
  const output = join(home, name);
  const began = performance.now();
  const ended = await command(
    'run',
    '--config',
    config,
    '--target',
    'ugly',
    '--output',
    output,
    '--workers',
    values.workers,
    ...ANSWER_LIMITS,
    ...filters,
  );
  await proxy.close();
  const [folder] = readdirSync(output).filter((each) => each !== 'history');
  const file = JSON.parse(readFileSync(join(output, folder, 'run.json'), 'utf8'));
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(
    `${name}: exit ${ended.code}, ${file.scenarios.length} scenarios, ${proxy.broken.size} answers broken, ${seconds} s`,
  );
  return { file, broken: proxy.broken, code: ended.code };
}

try {
  writeFileSync(config, JSON.stringify(managed));
  const { code, output } = await command('up', 'again', '--config', config, '--services', 'glance');
  if (code !== 0) throw new Error(output);
  const deployment = attached(output, 'again');
  const clean = await run(deployment, 'clean', 0);
  const ugly = await run(deployment, 'ugly', Number(values.rate));
  const wrong = complaints(clean.file, ugly.file, ugly.broken);
  if (ugly.broken.size > 0 && ugly.code !== 1) wrong.unshift(`the run's exit code is ${ugly.code}`);
  const counts = new Map();
  for (const { fault } of ugly.broken.values()) counts.set(fault, (counts.get(fault) ?? 0) + 1);
  for (const [fault, count] of [...counts].sort()) console.log(`${String(count).padStart(5)}  ${fault}`);
  for (const each of wrong) console.log(each);
  console.log(`seed ${values.seed}: ${wrong.length} wrong`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  await command('down');
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
}
