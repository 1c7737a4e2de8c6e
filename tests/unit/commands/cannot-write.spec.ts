import { join } from 'node:path';
import { expect } from 'playwright/test';
import type { Io } from '../../../src/commands/command.ts';
import { importCommand } from '../../../src/commands/scenarios/import.ts';
import { newCommand } from '../../../src/commands/scenarios/new.ts';
import { writeNamedFile } from '../../../src/commands/write-named-file.ts';
import { preflight } from '../../../src/execution/boot/preflight.ts';
import { test } from '../../support/files/folder.ts';

const io = { print: () => {}, progress: () => {} } as unknown as Io;

for (const [what, write] of [
  ['import', (from: string, to: string) => importCommand.run(io, [from, to, { force: false }])],
  ['new', (_: string, to: string) => newCommand.run(io, ['GET /v2/images', to])],
] as const)
  test(`${what} says that it cannot write below a file`, async ({ folder }) => {
    folder.write('a.sh', 'curl http://controller:9292/v2/images\n');
    const file = join(folder.path, 'a.sh');
    await expect(write(file, join(file, 'b.yaml'))).rejects.toMatchObject({
      code: 'COMMAND_LINE',
      message: expect.stringContaining('a.sh/b.yaml'),
    });
  });

test('a named file is written into a new folder, and a folder in its place is an error', ({ folder }) => {
  writeNamedFile(join(folder.path, 'x/y/a.txt'), 'a');
  expect(() => writeNamedFile(join(folder.path, 'x'), 'a')).toThrow(
    expect.objectContaining({ code: 'COMMAND_LINE' }),
  );
});

test('a file in place of the reports folder is called so', async ({ folder }) => {
  folder.write('file', '');
  const remote = { kind: 'remote', deployment: {} } as never;
  await expect(
    preflight({ baseline: remote, target: remote }, join(folder.path, 'file/reports')),
  ).rejects.toMatchObject({ code: 'COMMAND_LINE', message: expect.stringContaining('is not a folder') });
});
