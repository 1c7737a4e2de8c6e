/**
 * Attaches a deployment that is configured unlike the managed ones, and compares it with a plain one.
 *
 * Usage: node benchmarks/strange-cloud/strange-cloud.mjs [--database mariadb] [--release R] [--workers 4] [filter...]
 *        (default filter: glance; `--each` runs each filter by itself)
 *
 * The strange one has other host names, instance names, quotas and policies (settings/), all services below one TLS host
 * by path with an authority of its own, project ids in the catalog, tokens that expire within the run, and four
 * processes of Glance's API. Each is behind the same front, which nothing but the run goes through: the services reach
 * each other directly. Prints what is identical, unavailable (with the reason) and different. The exit code is that of
 * the worst run.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { authorityIn } from './authority.mjs';
import { front } from './front.mjs';
import { administrator, moveCatalog } from './keystone.mjs';

const COMMAND = new URL('../../dist/cli.js', import.meta.url).pathname;
const SETTINGS = new URL('settings/', import.meta.url).pathname;
const API_PROCESSES = 4;
/** A fixed port, if it is free, so that the settings and the initial state made with them stay the same. */
const PORT = 29443;
/** Paths of the services below the TLS host, and their URLs in the catalog below their path. */
const SERVICES = {
  identity: { component: 'keystone', type: 'identity', version: '/v3' },
  image: { component: 'glance', type: 'image', version: '' },
  compute: { component: 'nova', type: 'compute', version: '/v2.1/%(project_id)s' },
  network: { component: 'neutron', type: 'network', version: '' },
  volume: { component: 'cinder', type: 'volumev3', version: '/v3/%(project_id)s' },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    database: { type: 'string', default: 'sqlite' },
    release: { type: 'string' },
    workers: { type: 'string', default: '4' },
    each: { type: 'boolean', default: false },
    output: { type: 'string' },
  },
});
const filters = positionals.length > 0 ? positionals : ['glance'];
const slices = values.each ? filters.map((filter) => [filter]) : [filters];
const withNova = !filters.every((filter) => filter.startsWith('glance'));

// Short: the address of a Unix socket has room for 107 bytes.
const home = mkdtempSync(join(tmpdir(), 'strange-'));
const config = join(home, 'run-scenarios.yaml');
const output = values.output ?? join(home, 'reports');
const kind = {
  managed: 'sql',
  database: values.database,
  ...(values.release && { release: values.release }),
};
const settings = Object.fromEntries(
  readdirSync(SETTINGS)
    .filter((name) => name.endsWith('.conf'))
    .map((name) => [name.replace('.conf', ''), join(home, name)]),
);
const services = withNova ? ['glance', 'nova'] : ['glance'];
const strange = { ...kind, hosts: ['kvm-04.strange.example', 'kvm-11.strange.example'], settings };

/** Fills in the public URL, and the place of the files of policies. */
function writeSettings(url) {
  for (const name of readdirSync(SETTINGS).filter((each) => each.endsWith('.conf'))) {
    const text = readFileSync(join(SETTINGS, name), 'utf8');
    writeFileSync(join(home, name), text.replaceAll('PUBLIC', url).replaceAll('HERE/', SETTINGS));
  }
}

/** Ends a run early, but still stops the deployments. */
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop.abort());

function command(show, ...args) {
  return new Promise((resolve) => {
    const env = { ...process.env, XDG_RUNTIME_DIR: home };
    const child = spawn(process.execPath, [COMMAND, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    if (args[0] !== 'down') stop.signal.addEventListener('abort', () => child.kill());
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => {
        text += data;
        if (show) process.stdout.write(data);
      });
    child.on('close', (code) => resolve({ code, text }));
  });
}

/** The record of a running deployment, with its folder. */
function recordOf(name) {
  const parent = join(home, 'run-scenarios');
  for (const folder of readdirSync(parent)) {
    try {
      const record = JSON.parse(readFileSync(join(parent, folder, 'deployment.json'), 'utf8'));
      if (record.spec.name === name) return { folder: join(parent, folder), ...record };
    } catch {
      // Not a deployment.
    }
  }
  throw new Error(`${name} does not run`);
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Starts another process like a running one, on a free port. */
async function another({ pid }, port) {
  const parts = (name) => readFileSync(`/proc/${pid}/${name}`, 'utf8').split('\0').filter(Boolean);
  const [program, ...args] = parts('cmdline');
  args[args.indexOf('--port') + 1] = String(port);
  const env = Object.fromEntries(parts('environ').map((each) => each.split(/=(.*)/s).slice(0, 2)));
  const child = spawn(program, args, { env, stdio: 'ignore' });
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`http://127.0.0.1:${port}/versions`).catch(() => undefined);
    if (answer) return child;
    if (tries === 600 || child.exitCode !== null) throw new Error('Another process of Glance did not start');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Prints the outcome of a run, and returns how many scenarios differ. */
function show(folder, filter, seconds) {
  const { scenarios } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
  const isBad = ({ steps, failures }) =>
    failures.length > 0 ||
    steps.some(
      (step) => step.failures.length > 0 || !['identical', 'gone', 'unavailable'].includes(step.verdict),
    );
  const different = scenarios.filter(isBad);
  const lacking = scenarios.filter((each) => each.unavailable !== undefined && !isBad(each));
  const same = scenarios.length - different.length - lacking.length;
  const steps = scenarios.reduce((sum, each) => sum + each.steps.length, 0);
  console.log(
    `${filter}: ${same} identical, ${lacking.length} unavailable, ${different.length} different, ${steps} steps, ${seconds} s`,
  );
  for (const { id, unavailable } of lacking) console.log(`  unavailable  ${id}: ${unavailable}`);
  for (const { id } of different) console.log(`  different    ${id}`);
}

const others = [];
const behind = {};
const { authority, ...certificate } = authorityIn(home);
const served = await front(PORT, behind, certificate);
try {
  writeSettings(served.url);
  const targets = { strange };
  writeFileSync(config, JSON.stringify({ baseline: kind, targets }));
  const up = await command(false, 'up', 'strange', '--config', config, '--services', ...services);
  if (up.code !== 0) throw new Error(up.text);
  const { folder, ports, processes } = recordOf('strange');
  const glance = processes.find(({ name }) => name === 'Glance');
  const apis = [ports.glance];
  while (apis.length < API_PROCESSES) apis.push(await freePort());
  others.push(...(await Promise.all(apis.slice(1).map((port) => another(glance, port)))));
  const urls = {};
  for (const [path, { component, type, version }] of Object.entries(SERVICES)) {
    if (ports[component] === undefined) continue;
    behind[path] = component === 'glance' ? apis : [ports[component]];
    urls[type] = `${served.url}/${path}${version}`;
  }
  const admin = administrator(join(folder, 'admin-openrc'));
  await moveCatalog(admin, urls);
  const attached = {
    auth_url: `${served.url}/identity/v3`,
    ...{ username: admin.username, password: admin.password, project: admin.project },
    ...{
      cacert: authority,
      services,
      backend: 'sql',
      dedicated: true,
      folders: [folder],
      release: values.release ?? '2026.2',
    },
  };
  writeFileSync(config, JSON.stringify({ baseline: kind, targets: { attached } }));
  mkdirSync(output, { recursive: true });
  let worst = 0;
  for (const slice of slices) {
    if (stop.signal.aborted) break;
    const began = performance.now();
    const before = new Set(readdirSync(output));
    const options = [
      '--config',
      config,
      '--target',
      'attached',
      '--output',
      output,
      '--workers',
      values.workers,
    ];
    const { code } = await command(true, 'run', ...options, ...slice);
    worst = Math.max(worst, code);
    const made = readdirSync(output).find((name) => !before.has(name) && name !== 'history');
    if (made) show(join(output, made), slice.join(' '), Math.round((performance.now() - began) / 1000));
  }
  const share = apis.map((port) => served.counts.get(port) ?? 0).join(', ');
  console.log(`requests by process of Glance's API: ${share}`);
  process.exitCode = stop.signal.aborted ? 130 : worst;
} finally {
  await served.close();
  for (const child of others) child.kill();
  await command(false, 'down');
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
}
