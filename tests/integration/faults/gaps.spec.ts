import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import type { GapScore } from '../../../src/model.ts';
import { type Command, type CommandLine, test } from '../../support/commands/command-line.ts';

const SCENARIO = 'glance/images/list-sort';

const scoresIn = (folder: string): readonly GapScore[] =>
  JSON.parse(readFileSync(join(folder, 'gaps.json'), 'utf8')).scores;

/** Interrupts the command, like Ctrl-C, after the first scored gap. */
const interrupt = ({ child }: Command): void =>
  void child.stderr?.on('data', (data) => {
    if (/^1\/\d+ /m.test(String(data))) child.kill('SIGINT');
  });

/** Starts `gaps` for one construct, with this test's newest run. */
function gaps(commandLine: CommandLine, ...args: readonly string[]): Command {
  const run = readdirSync(commandLine.reports).find((name) => name.endsWith('-rome'));
  const { reports } = commandLine;
  return commandLine.start(
    'gaps',
    'order_by',
    '--run',
    join(reports, run ?? '', 'run.json'),
    '--output',
    reports,
    ...args,
  );
}

test('all gaps of a construct are reported, and an interrupted catalogue resumes', async ({
  commandLine,
}) => {
  const seen = await commandLine.startRun('rome', SCENARIO).ended;
  expect(seen.code, seen.stderr).toBe(0);

  const first = gaps(commandLine);
  interrupt(first);
  const interrupted = await first.ended;
  expect(interrupted.code, interrupted.stderr).toBe(130);
  const folder = /continue with --resume (\S+)/.exec(interrupted.stderr)?.[1] ?? '';
  const scored = scoresIn(folder);
  expect(scored).toHaveLength(1);

  const { code, stdout, stderr } = await gaps(commandLine, '--resume', folder).ended;
  expect(code, stderr).toBe(0);
  const scores = scoresIn(folder);
  expect(scores.slice(0, 1)).toEqual(scored);
  expect(new Set(scores.map(({ mode }) => mode)).size).toBe(scores.length);
  expect(scores.length).toBeGreaterThan(1);
  for (const score of scores) {
    expect(score).toMatchObject({ construct: 'order_by', shows: true, found: true, localised: score.needed });
  }
  expect(stdout).toContain(`${scores.length} gaps, of which ${scores.length} show: recall 100.0 %`);

  // All gaps are scored, so no deployment boots.
  const again = await gaps(commandLine, '--resume', folder).ended;
  expect(again).toEqual({ code: 0, stdout, stderr: '' });
});
