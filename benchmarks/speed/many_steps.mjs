/**
 * Measures the CPU time, wall time and memory of a run with many steps, compared with a bare loop of undici that sends
 * the same pairs of requests and only reads the answers.
 *
 * Usage: npm run build && node benchmarks/speed/many_steps.mjs [--steps 1000] [--scenarios 1] [--bytes 2048] [--rounds 5]
 *
 * Both send to a fake cloud, which stands for the baseline and the target. A round runs both as programs of their own,
 * so starting Node counts. `--scenarios` spreads the steps.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fakeCloud } from './fake_cloud.mjs';

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '1000' },
    scenarios: { type: 'string', default: '1' },
    bytes: { type: 'string', default: '2048' },
    rounds: { type: 'string', default: '5' },
    command: { type: 'string', default: fileURLToPath(new URL('../../dist/cli.js', import.meta.url)) },
  },
});
const [steps, scenarios, bytes, rounds] = ['steps', 'scenarios', 'bytes', 'rounds'].map((name) =>
  Number(values[name]),
);
const BARE = fileURLToPath(new URL('bare_loop.mjs', import.meta.url));
const IMAGE = '0b0b0b0b-1c1c-4d4d-8e8e-2f2f2f2f2f2f';
const folder = mkdtempSync(join(tmpdir(), 'many-steps-'));

/** CPU seconds, wall seconds and the most MB of memory of a program. @throws Error if it fails */
function measured(...args) {
  const usage = join(folder, 'usage');
  const timed = ['-o', usage, '-f', '%U %S %e %M', process.execPath, ...args];
  const { status, stderr, stdout } = spawnSync('/usr/bin/time', timed, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')}: exit code ${status}\n${stdout}\n${stderr}`);
  const [user, system, wall, kilobytes] = readFileSync(usage, 'utf8').trim().split(' ').map(Number);
  return { cpu: user + system, wall, memory: kilobytes / 1024 };
}

function write(authUrl) {
  const entry = { auth_url: authUrl, username: 'admin', password: 'fake-password', project: 'admin' };
  writeFileSync(
    join(folder, 'run-scenarios.yaml'),
    JSON.stringify({ baseline: entry, targets: { fake: entry } }),
  );
  mkdirSync(join(folder, 'scenarios/glance'), { recursive: true });
  const step = `  - name: NUMBER
    GET: /v2/images/${IMAGE}
    expect: { status: 200, body: { $.name: cirros, $.min_ram: 512 } }
`;
  for (let number = 0; number < scenarios; number++) {
    const its = Array.from({ length: steps / scenarios }, (_, index) =>
      step.replace('NUMBER', `step ${index}`),
    );
    const text = `name: Many steps ${number}\nservice: glance\nsteps:\n${its.join('')}`;
    writeFileSync(join(folder, `scenarios/glance/many-${number}.yaml`), text);
  }
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const cloud = await fakeCloud(bytes);
try {
  write(cloud.authUrl);
  const KINDS = {
    ours: () => measured(values.command, '--target', 'fake', '--output', 'out'),
    bare: () => measured(BARE, `${cloud.url}/v2/images/${IMAGE}`, String(steps)),
  };
  // The first run also fills the cache of scenarios.
  KINDS.ours();
  const found = { ours: [], bare: [] };
  for (let round = 0; round < rounds; round++) {
    for (const kind of round % 2 === 0 ? ['ours', 'bare'] : ['bare', 'ours']) {
      rmSync(join(folder, 'out'), { recursive: true, force: true });
      found[kind].push(KINDS[kind]());
    }
  }
  const of = (kind, what) => median(found[kind].map((each) => each[what]));
  const line = (what, unit, digits) =>
    `${what}: ${of('ours', what).toFixed(digits)} ${unit}, a bare loop ${of('bare', what).toFixed(digits)} ${unit}, ratio ${median(
      found.ours.map((each, round) => each[what] / found.bare[round][what]),
    ).toFixed(2)}`;
  console.log(
    `${steps} steps in ${scenarios} scenarios, answers of ${bytes} bytes, medians of ${rounds} rounds`,
  );
  for (const [what, unit, digits] of [
    ['cpu', 's', 2],
    ['wall', 's', 2],
    ['memory', 'MB', 0],
  ])
    console.log(line(what, unit, digits));
} finally {
  cloud.stop();
  rmSync(folder, { recursive: true, force: true });
}
