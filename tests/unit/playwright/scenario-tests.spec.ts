import { execFile } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'playwright/test';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';
import { type Folder, test } from '../../support/files/folder.ts';
import { type Listening, serve } from '../../support/servers/server.ts';

/** A Keystone that creates every requested resource, and a Glance that returns 404 with the given message. */
async function peer(message: string): Promise<Listening> {
  let made = 0;
  const answers: Readonly<Record<string, (body: string) => object>> = {
    '/v3/projects': () => ({ project: { id: `p${made++}` } }),
    '/v3/users': () => ({ user: { id: `u${made++}` } }),
    '/v3/roles': () => ({ roles: [{ id: 'r', name: 'member' }] }),
  };
  const reply = async (request: IncomingMessage, response: ServerResponse, url: string): Promise<void> => {
    const body = await text(request);
    const [path = ''] = (request.url ?? '').split('?');
    const send = (status: number, json: object, headers: Readonly<Record<string, string>> = {}) =>
      void response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(json));
    if (path === '/v3/auth/tokens') {
      const endpoints = [{ interface: 'public', region: 'one', url }];
      const token = {
        project: { id: 'p', domain: { id: 'default' } },
        user: { id: 'u' },
        catalog: [{ type: 'image', endpoints }],
      };
      send(201, { token }, { 'x-subject-token': 'a-token' });
    } else if (path.startsWith('/v3/'))
      send(path.includes('/roles/') ? 204 : 201, answers[path]?.(body) ?? {});
    else if (path.startsWith('/v2/schemas/')) send(200, { name: 'image', properties: {} });
    else send(404, { message });
  };
  const server: Listening = await serve((request, response) => void reply(request, response, server.url));
  return server;
}

const entry = ({ url }: Listening) =>
  `{ auth_url: "${url}/v3", username: admin, password: secret-word, project: admin, services: [glance] }`;

/** Exit code and output of Playwright when it runs the scenarios of a folder as tests. */
function playwright(folder: Folder, ...args: string[]): Promise<{ code: number; out: string }> {
  const cli = join(PACKAGE_ROOT, 'node_modules/playwright/cli.js');
  // With these variables, the inner tests would use the results and workers of this test.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(TEST_|PW|PLAYWRIGHT|RESULTS_FILE|FORCE_COLOR)/.test(name),
    ),
  );
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [cli, 'test', '--reporter=list', ...args],
      { cwd: folder.path, env },
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, out: stdout + stderr }),
    );
  });
}

test('each scenario is a test with its steps and fails if the deployments differ', {
  tag: '@long',
}, async ({ folder }) => {
  const [one, same, other] = [await peer('nothing'), await peer('nothing'), await peer('not a thing')];
  folder.write('package.json', '{ "type": "module" }');
  folder.write(
    'run-scenarios.yaml',
    `baseline: ${entry(one)}\ntargets:\n  same: ${entry(same)}\n  other: ${entry(other)}\n`,
  );
  const scenario = (name: string, more = '') =>
    `name: ${name}\nservice: glance\ntags: [word]\n${more}steps:\n  - name: unknown image\n    GET: /v2/images/\${uuid1}\n    expect: { status: 404 }\n`;
  folder.write('scenarios/glance/a.yaml', scenario('first'));
  folder.write('scenarios/glance/b.yaml', scenario('second', 'skip: not today\n'));
  const source = join(PACKAGE_ROOT, 'src/playwright/scenario-tests.ts');
  for (const target of ['same', 'other'])
    folder.write(
      `${target}.spec.ts`,
      `import { scenarioTests } from ${JSON.stringify(source)};\nawait scenarioTests({ target: '${target}' });\n`,
    );
  folder.write('playwright.config.ts', 'export default { workers: 1 };\n');

  const green = await playwright(folder, 'same.spec.ts');
  expect(green.out).toContain('glance/a: first');
  expect(green.out).toMatch(/1 skipped[\s\S]*1 passed/);
  expect(green.code).toBe(0);

  const red = await playwright(folder, 'other.spec.ts', '--grep', '@word');
  expect(red.code).toBe(1);
  expect(red.out).toContain('unknown image');
  expect(red.out).toContain('not a thing');
  expect(red.out).toContain('a.yaml');
  expect(red.out).not.toContain('secret-word');
  for (const each of [one, same, other]) await each.close();
});
