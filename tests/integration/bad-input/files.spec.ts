import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { cli, codesIn, type Ended, hasStack } from '../../support/commands/cli.ts';
import { type Folder, test } from '../../support/files/folder.ts';
import { marked } from '../../support/scenarios/marked.ts';
import { configText, SMALL } from '../../support/servers/remote.ts';

const MANAGED = configText({ managed: 'sql' });

/** Runs in a folder with its own config and scenarios. Requires that nothing is booted or written. */
async function refused(folder: Folder, args: readonly string[]): Promise<Ended> {
  const runtime = join(folder.path, 'runtime');
  const ended = await cli(args, { cwd: folder.path, env: { XDG_RUNTIME_DIR: runtime } });
  expect(ended.code, ended.stderr).toBe(2);
  expect(hasStack(ended.stderr), ended.stderr).toBe(false);
  expect(ended.stdout).toBe('');
  expect(existsSync(runtime)).toBe(false);
  expect(existsSync(join(folder.path, 'reports'))).toBe(false);
  return ended;
}

test.beforeEach(({ folder }) => {
  folder.write('run-scenarios.yaml', MANAGED);
  folder.write('scenarios/glance/small.yaml', SMALL);
});

test('an unknown option is refused', async ({ folder }) => {
  const { stderr } = await refused(folder, ['--target', 'here', '--wrokers', '2']);
  expect(codesIn(stderr)).toEqual(['COMMAND_LINE']);
  expect(stderr).toContain('--wrokers');
});

test('a misspelled --target is refused', async ({ folder }) => {
  const { stderr } = await refused(folder, ['--tagret', 'here']);
  expect(codesIn(stderr)).toEqual(['COMMAND_LINE']);
  expect(stderr).toContain('--tagret');
});

test('a run without a target is refused', async ({ folder }) => {
  const { stderr } = await refused(folder, []);
  expect(codesIn(stderr)).toEqual(['COMMAND_LINE']);
  expect(stderr).toContain('--target');
});

test('zero workers are refused', async ({ folder }) => {
  expect(codesIn((await refused(folder, ['--target', 'here', '--workers', '0'])).stderr)).toEqual([
    'COMMAND_LINE',
  ]);
});

test('an unknown target is refused with the nearest name', async ({ folder }) => {
  const { stderr } = await refused(folder, ['--target', 'heer']);
  expect(codesIn(stderr)).toEqual([expect.stringMatching(/^run-scenarios\.yaml:\d+:\d+ TARGET_UNKNOWN$/)]);
  expect(stderr).toContain('"here"');
});

test('a typo in the config is reported at its line and column', async ({ folder }) => {
  const { text, places } = marked('baseline: { managed: sql }\ntargets:\n  here: { »manged: sql }\n');
  folder.write('run-scenarios.yaml', text);
  const { stderr } = await refused(folder, ['--target', 'here']);
  expect(codesIn(stderr)).toEqual([`run-scenarios.yaml:${places[0]} CONFIG_INVALID`]);
  expect(stderr).toContain('^');
  expect(stderr).toContain('"managed"');
});

test('a config that is missing or a folder is refused', async ({ folder }) => {
  for (const name of ['absent.yaml', 'scenarios']) {
    const { stderr } = await refused(folder, ['--target', 'here', '--config', join(folder.path, name)]);
    expect(codesIn(stderr)).toEqual([expect.stringMatching(/:1:1 CONFIG_INVALID$/)]);
  }
});

test('all mistakes in all scenarios are reported at once, each at its place', async ({ folder }) => {
  const files = {
    'a.yaml': [
      'ENDPOINT_UNKNOWN',
      'VARIABLE_UNKNOWN',
      '  - GET: »/v2/imags\n  - GET: »/v2/images/${absent}\n',
    ],
    'b.yaml': ['SCENARIO_INVALID', '  - GET: /v2/images\n    »expct: {}\n'],
    'c.yaml': ['SCENARIO_SYNTAX', '  - GET: [/v2/images\n»cleanup: []\n'],
  };
  const expected = Object.entries(files).flatMap(([name, parts]) => {
    const { text, places } = marked(`name: x\nservice: glance\nsteps:\n${parts.at(-1)}`);
    folder.write(`scenarios/glance/${name}`, text);
    return places.map((place, index) => `${name}:${place} ${parts[index]}`);
  });
  const { stderr } = await refused(folder, ['--target', 'here']);
  expect(codesIn(stderr).sort()).toEqual(expected.sort());
});

test('a missing scenario folder is refused', async ({ folder }) => {
  await refused(folder, ['--target', 'here', '--scenarios', 'absent']);
});

test('a filter without a match is refused with the nearest name', async ({ folder }) => {
  const { stderr } = await refused(folder, ['--target', 'here', 'smal']);
  expect(codesIn(stderr)).toEqual(['NOTHING_SELECTED']);
  expect(stderr).toContain('"small"');
});

test('a folder without scenarios is refused', async ({ folder }) => {
  folder.write('empty/_shared/setup.yaml', SMALL);
  const { stderr } = await refused(folder, ['--target', 'here', '--scenarios', 'empty']);
  expect(codesIn(stderr)).toEqual(['NOTHING_SELECTED']);
});

test('a copy on SQL and an unknown cloud are refused', async ({ folder }) => {
  for (const entry of [{ managed: 'sql', copy: 'a.py' }, { cloud: 'nowhere' }]) {
    folder.write('run-scenarios.yaml', configText({ managed: 'sql' }, entry));
    const { stderr } = await refused(folder, ['--target', 'here']);
    expect(codesIn(stderr).map((found) => found.split(' ').at(-1))).toEqual(['CONFIG_INVALID']);
  }
});

test('a folder without a catalogue of gaps cannot be resumed', async ({ folder }) => {
  const { stderr } = await refused(folder, ['gaps', '--resume', 'scenarios']);
  expect(codesIn(stderr)).toEqual([expect.stringMatching(/gaps\.json:1:1 GAPS_FILE_INVALID$/)]);
});
