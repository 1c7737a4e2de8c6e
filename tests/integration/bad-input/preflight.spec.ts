import { expect } from 'playwright/test';
import { cli, codesIn } from '../../support/commands/cli.ts';
import { test } from '../../support/files/folder.ts';

const CONFIG = `baseline: { managed: sql }
targets:
  rome: { managed: rome }
  construct: { managed: rome, profile: { Query.unoin: refuse } }
  mode: { managed: rome, profile: { Query.union: reverse } }
  copy: { managed: rome, copy: nowhere.py }
  authority: { auth_url: 'https://cloud/v3', username: a, password: b, project: c, cacert: nowhere.pem }
`;

const MISTAKES = [
  { target: 'construct', code: 'CONFIG_INVALID', says: "did you mean 'Query.union'?" },
  { target: 'mode', code: 'CONFIG_INVALID', says: 'possible: ignore, refuse' },
  { target: 'copy', code: 'COPY_FAILED', says: 'nowhere.py' },
  { target: 'authority', code: 'TLS_FAILED', says: 'nowhere.pem' },
  { target: 'rome', code: 'COMMAND_LINE', says: '--output', output: 'run-scenarios.yaml/reports' },
];

for (const { target, code, says, output = 'reports' } of MISTAKES) {
  test(`${code} of the target ${target} is reported before anything boots`, async ({ folder }) => {
    folder.write('run-scenarios.yaml', CONFIG);
    const { stderr } = await cli(['--target', target, '--output', output, 'glance/images/tags'], {
      cwd: folder.path,
    });
    expect(codesIn(stderr), stderr).toEqual([code]);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain('starting');
  });
}
