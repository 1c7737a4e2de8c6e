import { expect } from 'playwright/test';
import type { Io } from '../../../src/commands/command.ts';
import { fix } from '../../../src/commands/results/fix.ts';
import { EXIT } from '../../../src/exit-codes.ts';
import { test } from '../../support/files/folder.ts';
import { endpointResult, runFile, scenario, step } from '../../support/runs/results.ts';
import { writeRun } from '../../support/runs/written-run.ts';

test('a scenario that failed alike on both deployments is named, although nothing is missing', async ({
  folder,
}) => {
  const failed = scenario('glance/both', [step()], {
    failures: [{ code: 'CLEANUP', message: 'DELETE answered 500', side: 'target' }],
  });
  writeRun(folder, 'reports/a/run.json', runFile([failed], { endpoints: [endpointResult()] }));
  const lines: string[] = [];
  const io = { print: (line: string) => void lines.push(line) } as unknown as Io;
  expect(await fix.run(io, ['a', { reports: `${folder.path}/reports` }])).toBe(EXIT.different);
  expect(lines.join('\n')).toContain('glance/both');
  expect(lines.join('\n')).not.toContain('Nothing is missing');
});
