/**
 * Compares this tool with others that send requests and check the answers: the same workload, in rounds, each program by
 * itself. Prints a Markdown table of CPU and wall time per request, memory, and the CPU's ratio to this tool's.
 *
 * Usage: npm run build && node benchmarks/peers/peers.mjs [--requests 1,10,100,1000,5000] [--rounds 5] [TOOL...]
 *
 * Tools: bare run-scenarios hurl stepci newman bruno gabbi tavern. By default all. They are installed into the cache at
 * the versions of locks/. A step of run-scenarios sends two requests, so it has half as many steps. Its own requests to
 * Keystone are not counted as requests, but their time is.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fakeCloud } from '../speed/fake_cloud.mjs';
import { install, PEERS } from './install.mjs';
import { IMAGE, TOOLS } from './workloads.mjs';

const { values, positionals } = parseArgs({
  options: {
    requests: { type: 'string', default: '1,10,100,1000,5000' },
    rounds: { type: 'string', default: '5' },
  },
  allowPositionals: true,
});
const tools = positionals.length > 0 ? positionals : Object.keys(TOOLS);
const unknown = tools.find((name) => !(name in TOOLS));
if (unknown) throw new Error(`unknown tool ${unknown}: ${Object.keys(TOOLS).join(' ')}`);
const OURS = 'run-scenarios';
const command = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'peers-'));

/** CPU and wall seconds and MB of memory of a program. @throws Error if it fails */
function measured([program, ...args], cwd) {
  const usage = join(folder, 'usage');
  const timed = ['-o', usage, '-f', '%U %S %e %M', program, ...args];
  const { status, stdout, stderr } = spawnSync('/usr/bin/time', timed, {
    ...{ cwd, encoding: 'utf8', maxBuffer: 1 << 28 },
    // StepCI would report its use to its maker.
    env: { ...process.env, STEPCI_DISABLE_ANALYTICS: '1' },
  });
  if (status !== 0)
    throw new Error(`${program} ${args.join(' ')}: exit code ${status}\n${stdout}\n${stderr}`);
  const [user, system, wall, kilobytes] = readFileSync(usage, 'utf8').trim().split(' ').map(Number);
  return { cpu: user + system, wall, memory: kilobytes / 1024 };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Medians of each tool at one number of requests. The server has to have received at least this many. */
async function table(cloud, requests) {
  const commands = tools.map((name) => {
    const own = join(folder, `${name}-${requests}`);
    mkdirSync(own, { recursive: true });
    const url = `${cloud.url}/v2/images/${IMAGE}`;
    return {
      name,
      own,
      args: TOOLS[name]({ folder: own, url, authUrl: cloud.authUrl, requests, command, peers: PEERS }),
    };
  });
  const found = new Map(tools.map((name) => [name, []]));
  for (let round = -1; round < Number(values.rounds); round++) {
    for (const { name, own, args } of round % 2 === 0 ? commands.toReversed() : commands) {
      const before = await cloud.received();
      const usage = measured(args, own);
      const sent = (await cloud.received()) - before;
      if (sent < requests || sent > 2 * Math.ceil(requests / 2))
        throw new Error(`${name} sent ${sent} requests, not ${requests}`);
      // The first round fills caches.
      if (round >= 0) found.get(name).push({ ...usage, sent });
    }
  }
  return new Map(
    [...found].map(([name, usages]) => {
      const of = (value) => median(usages.map(value));
      return [
        name,
        {
          ...{
            cpu: of(({ cpu, sent }) => (cpu / sent) * 1000),
            wall: of(({ wall, sent }) => (wall / sent) * 1000),
          },
          memory: of(({ memory }) => memory),
        },
      ];
    }),
  );
}

install(tools);
const cloud = await fakeCloud(2048);
try {
  for (const requests of values.requests.split(',').map(Number)) {
    const rows = await table(cloud, requests);
    console.log(`\n| ${requests} requests | CPU, ms each | wall, ms each | memory, MB | CPU / ${OURS} |`);
    console.log('|---|---:|---:|---:|---:|');
    for (const [name, { cpu, wall, memory }] of rows) {
      const ours = rows.get(OURS);
      const ratio = ours ? (cpu / ours.cpu).toFixed(2) : '';
      console.log(`| ${name} | ${cpu.toFixed(2)} | ${wall.toFixed(2)} | ${memory.toFixed(0)} | ${ratio} |`);
    }
  }
} finally {
  cloud.stop();
  rmSync(folder, { recursive: true, force: true });
}
