/**
 * Runs scenarios on the managed Redis Cluster while a primary is killed with SIGKILL again and again.
 *
 * Usage: node benchmarks/rome/rome_cluster_kills.mjs [--every 30] [filter...]
 *
 * The primaries of Glance's and Nova's namespaces take turns. Each killed process starts again after ten seconds. Prints
 * the run's summary, the kills, the slowest answers of the target, and the scenarios whose only differences are times that a
 * pause explains. The exit code is that of the run, or 0 if it has no other differences. Keeps the reports unless it is 0.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { pausesOf } from './failover_pauses.mjs';

const CLI = join(import.meta.dirname, '../../dist/cli.js');
const TARGET = 'rome-cluster';
const SLOWEST = 5;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { every: { type: 'string', default: '30' } },
});
const work = mkdtempSync(join(tmpdir(), 'c-'));
const output = join(work, 'reports');

/** The nodes of the booted cluster: port, and pid of the process that restarts it. */
function nodes() {
  const root = join(work, 'run-scenarios');
  for (const name of safely(() => readdirSync(root)) ?? []) {
    const folder = join(root, name);
    const record = safely(() => JSON.parse(readFileSync(join(folder, 'deployment.json'), 'utf8')));
    if (record?.spec.name !== TARGET || record.state !== 'ready') continue;
    const password = readFileSync(join(folder, 'redis/password'), 'utf8');
    const ports = [...readFileSync(join(folder, 'redis/address'), 'utf8').matchAll(/127\.0\.0\.1:(\d+)/g)];
    return record.processes
      .filter((each) => each.name.startsWith('Redis '))
      .map(({ pid, name }, index) => ({ name, pid, port: Number(ports[index][1]), password }));
  }
  return [];
}

/** Whether a node is a primary; undefined if it does not answer. */
function isPrimary({ port, password }) {
  return new Promise((resolve) => {
    const connection = connect(port, '127.0.0.1');
    let text = '';
    connection.on('data', (data) => {
      text += data;
      if (/\r\n(master|slave)\r\n/.test(text)) connection.destroy();
    });
    connection.on('error', () => resolve(undefined));
    connection.on('close', () => resolve(/\r\nmaster\r\n/.test(text)));
    connection.write(`AUTH ${password}\r\nROLE\r\n`);
  });
}

function kill({ pid }) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean);
  for (const child of children) process.kill(Number(child), 'SIGKILL');
  return children.length > 0;
}

function safely(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const kills = [];
const tool = spawn(process.execPath, [CLI, 'run', '--target', TARGET, '--output', output, ...positionals], {
  env: { ...process.env, XDG_RUNTIME_DIR: work },
  stdio: 'inherit',
});
const ended = new Promise((resolve) => tool.on('exit', resolve));
const over = ended.then(() => true);
while (nodes().length === 0 && !(await Promise.race([over, sleep(200, false)])));
const began = Date.now();
while (!(await Promise.race([over, sleep(Number(values.every) * 1000, false)]))) {
  const found = [];
  for (const node of nodes()) if (await isPrimary(node)) found.push(node);
  const victim = found[kills.length % found.length];
  if (victim && kill(victim)) kills.push(`${((Date.now() - began) / 1000).toFixed(0)} s: ${victim.name}`);
}
let code = await ended;
const [run] = safely(() => readdirSync(output)) ?? [];
if (run) {
  const { scenarios } = JSON.parse(readFileSync(join(output, run, 'run.json'), 'utf8'));
  const times = scenarios
    .flatMap(({ steps }) => steps.map(({ exchanges }) => exchanges?.target?.ms ?? 0))
    .sort((a, b) => b - a);
  console.log(`slowest answers of the target, ms: ${times.slice(0, SLOWEST).map(Math.round).join(', ')}`);
  const pauses = pausesOf(scenarios);
  for (const { id, pause } of pauses) console.log(`${id}: ${pause ? `pause, ${pause}` : 'differs'}`);
  if (code === 1 && pauses.every(({ pause }) => pause)) code = 0;
}
console.log(`kills: ${kills.length === 0 ? 'none' : kills.join(', ')}`);
console.log(`exit code ${code}`);
if (code === 0) rmSync(work, { recursive: true, force: true });
process.exitCode = code ?? 1;
