import { expect } from 'playwright/test';
import { COMMANDS } from '../../../src/commands/all.ts';
import type { CliCommand, Io } from '../../../src/commands/command.ts';
import { accept } from '../../../src/commands/results/accept.ts';
import { coverage } from '../../../src/commands/results/coverage.ts';
import { fix } from '../../../src/commands/results/fix.ts';
import { report } from '../../../src/commands/results/report.ts';
import { list } from '../../../src/commands/scenarios/list.ts';
import { testIo } from '../../support/commands/io.ts';
import { test } from '../../support/files/folder.ts';
import { redRun } from '../../support/runs/red-run.ts';
import { writeRun } from '../../support/runs/written-run.ts';

const longNames = ({ command }: CliCommand) => command.options.map(({ long }) => long);

for (const each of [fix, coverage, report, accept])
  test(`${each.command.name()} takes a run, --target and --reports`, () => {
    expect(each.command.registeredArguments.map((argument) => argument.name())).toEqual(['run']);
    expect(longNames(each)).toEqual(expect.arrayContaining(['--target', '--reports']));
  });

test('a command that writes no report has no --output', () => {
  for (const each of [fix, coverage, accept, list]) expect(longNames(each)).not.toContain('--output');
});

test('only gaps, whose arguments are constructs, shows an option for a run', () => {
  const named = Object.values(COMMANDS)
    .flat()
    .filter(({ command }) => command.options.some(({ long, hidden }) => long === '--run' && !hidden));
  expect(named.map(({ command }) => command.name())).toEqual(['gaps']);
});

for (const [what, each, extra] of [
  ['fix', fix, {}],
  ['coverage', coverage, { by: 'endpoint' }],
  ['accept', accept, { reason: 'known', known: '' }],
] as const)
  test(`${what} finds a run by its path, its folder and its name`, async ({ folder }) => {
    writeRun(folder, 'reports/night-1/run.json', redRun().run);
    const reports = `${folder.path}/reports`;
    const known = `${folder.path}/known.yaml`;
    for (const named of [`${reports}/night-1/run.json`, `${reports}/night-1`, 'night-1']) {
      const lines: string[] = [];
      const io = { ...testIo(), print: (line: string) => void lines.push(line) };
      await each.run(io, [named, { ...extra, reports, known }]);
      expect(lines.join('\n')).not.toBe('');
    }
    const both = each.run({} as Io, ['night-1', { ...extra, reports, known, target: 'rome' }]);
    await expect(both).rejects.toMatchObject({ code: 'COMMAND_LINE' });
  });

test('an empty reason is not accepted', async ({ folder }) => {
  writeRun(folder, 'reports/night-1/run.json', redRun().run);
  const ended = accept.run({} as Io, [
    'night-1',
    { reason: ' ', reports: `${folder.path}/reports`, known: '' },
  ]);
  await expect(ended).rejects.toMatchObject({ code: 'COMMAND_LINE' });
});
