/**
 * The same workload for each tool: `requests` times GET of an image of 2 KB, with a check of the status and of two members
 * of the answer. Each function writes its tool's files into a folder, and returns the command to run there.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAME = 'cirros';
const RAM = 512;
export const IMAGE = '0b0b0b0b-1c1c-4d4d-8e8e-2f2f2f2f2f2f';

const fileOf = (path) => fileURLToPath(new URL(path, import.meta.url));
const numbers = (count) => Array.from({ length: count }, (_, index) => index + 1);
const json = (value) => JSON.stringify(value);

/** A bare loop, which checks nothing. It sends pairs. */
function bare({ url, requests }) {
  return [process.execPath, fileOf('../speed/bare_loop.mjs'), url, String(Math.ceil(requests / 2))];
}

/** A step sends a request to each of two deployments, checks both answers, and compares them. */
function runScenarios({ folder, authUrl, requests, command }) {
  const entry = { auth_url: authUrl, username: 'admin', password: 'fake-password', project: 'admin' };
  const step = (number) => ({
    name: `step ${number}`,
    GET: `/v2/images/${IMAGE}`,
    expect: { status: 200, body: { '$.name': NAME, '$.min_ram': RAM } },
  });
  const steps = numbers(Math.ceil(requests / 2)).map(step);
  mkdirSync(join(folder, 'scenarios/glance'), { recursive: true });
  writeFileSync(join(folder, 'run-scenarios.yaml'), json({ baseline: entry, targets: { fake: entry } }));
  // JSON is YAML.
  writeFileSync(
    join(folder, 'scenarios/glance/many.yaml'),
    json({ name: 'Many steps', service: 'glance', steps }),
  );
  return [process.execPath, command, '--target', 'fake', '--output', 'reports'];
}

function hurl({ folder, url, requests, peers }) {
  const entry = `GET ${url}\nHTTP 200\n[Asserts]\njsonpath "$.name" == "${NAME}"\njsonpath "$.min_ram" == ${RAM}\n`;
  writeFileSync(
    join(folder, 'many.hurl'),
    numbers(requests)
      .map(() => entry)
      .join('\n'),
  );
  return [join(peers, 'cargo/bin/hurl'), '--test', 'many.hurl'];
}

function stepci({ folder, url, requests, peers }) {
  const step = (number) => ({
    name: `step ${number}`,
    http: { url, method: 'GET', check: { status: 200, jsonpath: { '$.name': NAME, '$.min_ram': RAM } } },
  });
  const tests = { many: { steps: numbers(requests).map(step) } };
  writeFileSync(join(folder, 'many.yaml'), json({ version: '1.1', name: 'Many steps', tests }));
  return [process.execPath, join(peers, 'npm/node_modules/stepci/dist/index.js'), 'run', 'many.yaml'];
}

function newman({ folder, url, requests, peers }) {
  const exec = [
    'const image = pm.response.json();',
    `pm.test('status', () => pm.response.to.have.status(200));`,
    `pm.test('name', () => pm.expect(image.name).to.eql('${NAME}'));`,
    `pm.test('min_ram', () => pm.expect(image.min_ram).to.eql(${RAM}));`,
  ];
  const item = (number) => ({
    name: `step ${number}`,
    request: { method: 'GET', url },
    event: [{ listen: 'test', script: { type: 'text/javascript', exec } }],
  });
  const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
  writeFileSync(
    join(folder, 'many.json'),
    json({ info: { name: 'Many steps', schema }, item: numbers(requests).map(item) }),
  );
  return [process.execPath, join(peers, 'npm/node_modules/newman/bin/newman.js'), 'run', 'many.json'];
}

/** Its default sandbox fails to check the first answer now and then. */
function bruno({ folder, url, requests, peers }) {
  writeFileSync(join(folder, 'bruno.json'), json({ version: '1', name: 'many', type: 'collection' }));
  for (const number of numbers(requests)) {
    const text = `meta {
  name: step ${number}
  type: http
  seq: ${number}
}

get {
  url: ${url}
  body: none
  auth: none
}

assert {
  res.status: eq 200
  res.body.name: eq ${NAME}
  res.body.min_ram: eq ${RAM}
}
`;
    writeFileSync(join(folder, `step-${number}.bru`), text);
  }
  return [
    process.execPath,
    join(peers, 'npm/node_modules/@usebruno/cli/bin/bru.js'),
    'run',
    '--sandbox',
    'developer',
  ];
}

function gabbi({ folder, url, requests, peers }) {
  const { host, pathname } = new URL(url);
  const step = (number) => ({
    name: `step ${number}`,
    GET: pathname,
    status: 200,
    response_json_paths: { '$.name': NAME, '$.min_ram': RAM },
  });
  writeFileSync(join(folder, 'many.yaml'), json({ tests: numbers(requests).map(step) }));
  return [join(peers, 'python/bin/gabbi-run'), host, '--', 'many.yaml'];
}

function tavern({ folder, url, requests, peers }) {
  const stage = (number) => ({
    name: `step ${number}`,
    request: { url, method: 'GET' },
    response: { status_code: 200, strict: ['json:off'], json: { name: NAME, min_ram: RAM } },
  });
  writeFileSync(
    join(folder, 'test_many.tavern.yaml'),
    json({ test_name: 'Many steps', stages: numbers(requests).map(stage) }),
  );
  const python = join(peers, 'python/bin/python');
  return [python, '-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'test_many.tavern.yaml'];
}

export const TOOLS = { bare, 'run-scenarios': runScenarios, hurl, stepci, newman, bruno, gabbi, tavern };
