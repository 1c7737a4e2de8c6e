/**
 * Searches everything that a run writes for every secret that the deployments received or returned.
 *
 * Usage: node benchmarks/secrets/secrets.mjs [--rate 0.05] [--seed 1] [--keep FOLDER] [filter...]      (default: all scenarios)
 *
 * Boots persistent SQL and ROME deployments in a separate home folder and attaches to them through a proxy, which records tokens,
 * passwords, private keys and console tokens. The proxy falsifies some of the target's responses, so that the outputs show
 * failing steps. Then writes every report: terminal (verbose), run.json, JUnit, HTML, Allure, SARIF, Markdown, GitHub,
 * `fix` and `coverage`. The exit code is 0 if none contains a secret in any form (plain, JSON, URL, HTML, hexadecimal,
 * Base64).
 */
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { recorder } from './recorder.mjs';
import { searcher, textsIn } from './search.mjs';

const COMMAND = new URL('../../dist/cli.js', import.meta.url).pathname;
const FORMATS = ['html', 'allure', 'markdown', 'github', 'sarif', 'junit'];

const { values, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: {
    rate: { type: 'string', default: '0.05' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'string' },
  },
});

// Short: the address of a Unix socket has room for 107 bytes.
const home = mkdtempSync(join(tmpdir(), 'secrets-'));
const runtime = join(home, 'run');
const outputs = join(home, 'outputs');
for (const folder of [runtime, outputs]) mkdirSync(folder, { mode: 0o700 });
const config = join(home, 'run-scenarios.yaml');

/** Runs the tool and keeps what it prints as an output. */
function command(name, args, env = {}) {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    env: { ...process.env, XDG_RUNTIME_DIR: runtime, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => chunks.push(data));
  return new Promise((resolve, reject) =>
    child.on('close', (code) => {
      const text = Buffer.concat(chunks).toString();
      if (name) writeFileSync(join(outputs, `${name}.txt`), text);
      // 1 is a run with failures, which the proxy causes.
      if (code > 1) reject(new Error(`run-scenarios ${args[0]}: exit code ${code}\n${text}`));
      else resolve(code);
    }),
  );
}

/** Returns how to attach to a running deployment as to a remote one, and the ports of its services. */
function attached(name) {
  const runs = join(runtime, 'run-scenarios');
  const folders = readdirSync(runs).map((each) => join(runs, each));
  const read = (folder, file) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const folder = folders.find((each) => read(each, 'deployment.json').spec.name === name);
  const { ports } = read(folder, 'deployment.json');
  const passwords = read(folder, 'passwords.json');
  const shared = join(folder, 'shared.json');
  return {
    passwords,
    ports,
    entry: {
      ...{ auth_url: `http://127.0.0.1:${ports.keystone}/v3`, username: 'admin', password: passwords.admin },
      ...{ project: 'admin', region: 'RegionOne', folders: [folder], probe: join(folder, 'probe.jsonl') },
      logs: ['glance.log', 'nova.log'].map((each) => join(folder, 'log', each)).filter(existsSync),
      ...(existsSync(shared) && { services: ['glance', 'nova'], shared: read(folder, 'shared.json') }),
    },
  };
}

try {
  writeFileSync(
    config,
    JSON.stringify({ baseline: { managed: 'sql' }, targets: { rome: { managed: 'rome' } } }),
  );
  const services = filters.some((filter) => filter.startsWith('glance')) ? ['--services', 'glance'] : [];
  await command(undefined, ['up', 'rome', '--config', config, ...services]);
  const [baseline, target] = ['baseline', 'rome'].map(attached);
  const { keystone, ...falsified } = target.ports;
  const proxy = await recorder({
    rate: Number(values.rate),
    seed: Number(values.seed),
    falsified: new Set(Object.values(falsified)),
  });
  writeFileSync(config, JSON.stringify({ baseline: baseline.entry, targets: { rome: target.entry } }));
  const reports = join(outputs, 'reports');
  const run = ['run', ...filters, '--target', 'rome', '--config', config, '--output', reports];
  const through = { HTTP_PROXY: proxy.url, http_proxy: proxy.url, NO_PROXY: '', no_proxy: '' };
  const code = await command('run', [...run, '--verbose', '--reporter', 'allure'], through);
  await proxy.close();
  const [folder] = readdirSync(reports).filter((name) => name !== 'history');
  const written = join(reports, folder);
  for (const format of FORMATS) await command(format, ['report', written, '--format', format]);
  for (const name of ['fix', 'coverage']) await command(name, [name, join(written, 'run.json')]);
  const secrets = new Map(proxy.secrets);
  for (const { passwords } of [baseline, target])
    for (const [name, value] of Object.entries(passwords)) secrets.set(value, `password of ${name}`);
  const search = searcher(secrets.keys());
  let [leaks, size] = [0, 0];
  for (const [file, text] of textsIn(outputs)) {
    size += text.length;
    const found = new Map(search(text).map(({ secret, form }) => [secret, form]));
    leaks += found.size;
    for (const [secret, form] of found)
      console.log(`${file.slice(outputs.length + 1)}: ${secrets.get(secret)}\n  ${form.slice(0, 60)}`);
  }
  const searched = `${secrets.size} secrets in ${(size / 1e6).toFixed(0)} MB of outputs`;
  console.log(`run: exit code ${code}; ${searched}: ${leaks} found`);
  process.exitCode = leaks === 0 && secrets.size > 0 && size > 0 ? 0 : 1;
} finally {
  if (values.keep) cpSync(outputs, values.keep, { recursive: true });
  await command(undefined, ['down']);
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
}
