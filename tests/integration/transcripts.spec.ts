import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'playwright/test';
import { stringify } from 'yaml';
import { PACKAGE_ROOT } from '../../src/shipped/paths.ts';
import { type CommandLine, test } from '../support/command.ts';
import { documented } from '../support/documented.ts';

const SCENARIOS = ['glance/images/list-admin', 'glance/images/update'];

const SCREEN = { lines: 24, columns: 80 };

/** What is typed and what a terminal of 80 columns shows of it, without what differs from run to run. */
class Session {
  text = '';
  readonly #commandLine: CommandLine;
  readonly #hidden: readonly string[];

  /** @param hidden options that the page does not show */
  constructor(commandLine: CommandLine, hidden: readonly string[]) {
    this.#commandLine = commandLine;
    this.#hidden = hidden;
  }

  async type(...words: readonly string[]): Promise<{ code: number; shown: string }> {
    const { code, output } = await onTerminal(this.#commandLine, [...words, ...this.#hidden]);
    const shown = this.#withoutChance(output);
    this.text += `$ run-scenarios ${words.map(quoted).join(' ')}\n${shown}\n\n`;
    return { code, shown };
  }

  #withoutChance(text: string): string {
    return text
      .replaceAll(this.#commandLine.reports, 'reports')
      .replaceAll(/(?:\.\.\/)+tmp\/rs-\w+\/reports/g, 'reports')
      .replaceAll(
        /\S*\/(?:rs-\w+)\/run-scenarios\/tokens-\d+\.sh/g,
        '/run/user/1000/run-scenarios/tokens-4711.sh',
      )
      .replaceAll(/\S*\/(?:rs-\w+)\/run-scenarios\/port-\w+\//g, '')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d-]+Z-port/g, '2026-12-01T02-23-00-000Z-port')
      .replaceAll(/req-[0-9a-f-]{36}/g, 'req-5d7c…')
      .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:9292')
      .replaceAll(/,? +[\d.]+ (?:ms|s|min)(?=,|$)/gm, '')
      .trimEnd();
  }
}

const quoted = (word: string): string => (/^[\w/.-]+$/.test(word) ? word : `'${word}'`);

/** Runs the command on a terminal: what is left on the screen once its progress is gone. */
function onTerminal(
  { runtime }: CommandLine,
  args: readonly string[],
): Promise<{ code: number; output: string }> {
  const command = [process.execPath, join(PACKAGE_ROOT, 'dist/cli.js'), ...args].map(quoted).join(' ');
  const { lines, columns } = SCREEN;
  const script = ['-qec', `stty cols ${columns} rows ${lines}; ${command}`, '/dev/null'];
  const env = { ...process.env, XDG_RUNTIME_DIR: runtime, NO_COLOR: '1', FORCE_COLOR: '', TERM: 'xterm' };
  return new Promise((resolve) => {
    const child = execFile('script', script, { cwd: PACKAGE_ROOT, env }, (error, stdout) => {
      const isProgress = /^\d+ of \d+ scenarios|^Scenario \S+, step|^\S+: (?:reusing|starting|ready)/;
      const output = stripVTControlCharacters(stdout)
        .split(/\r?\n/)
        .filter((line) => !isProgress.test(line));
      resolve({ code: Number(error?.code ?? 0), output: output.join('\n') });
    });
    child.stdin?.end();
  });
}

const target = (commandLine: CommandLine, profile: Readonly<Record<string, string>>): string => {
  const config = join(commandLine.runtime, 'config.yaml');
  writeFileSync(
    config,
    stringify({ baseline: { managed: 'sql' }, targets: { port: { managed: 'rome', profile } } }),
  );
  return config;
};

test('from a red run to two curl commands: one screen and one more command, as docs/one-endpoint.md shows', async ({
  commandLine,
}) => {
  test.setTimeout(600_000);
  const config = target(commandLine, { 'Query.one': 'refuse', limit: 'ignore', order_by: 'ignore' });
  const reports = ['--output', commandLine.reports];
  const session = new Session(commandLine, [...reports, '--config', config]);
  const red = await session.type('--target', 'port', ...SCENARIOS, '--keep');
  expect(red.code).toBe(1);
  const screen = red.shown.split('\n');
  expect(screen.length).toBeLessThanOrEqual(SCREEN.lines);
  // A path to copy is not wrapped.
  for (const line of screen.filter((each) => !/^(?:Results|To use)/.test(each)))
    expect(line.length).toBeLessThanOrEqual(SCREEN.columns);
  const repro = await session.type('repro', '1', '--target', 'port');
  expect(repro.shown.match(/^curl .*\$OS_TOKEN_/gm)).toHaveLength(2);
  const listing = new Session(commandLine, reports);
  for (const filter of ['POST /v2/images?x=1', '/v2/images/123', 'order_by']) {
    const { shown } = await listing.type('list', filter);
    expect(shown).toContain('  ');
  }
  documented('docs/one-endpoint.md', `\`\`\`text\n${session.text.trim()}\n\`\`\``);
});

test('a port that is not done is green at night, and red when one endpoint breaks, as docs/reports.md shows', async ({
  commandLine,
}) => {
  test.setTimeout(600_000);
  const known = ['--known', join(commandLine.runtime, 'known.yaml')];
  const config = target(commandLine, { order_by: 'ignore' });
  const nightly = ['--target', 'port', ...SCENARIOS];
  const reports = ['--output', commandLine.reports];
  const run = new Session(commandLine, [...reports, ...known, '--config', config]);
  const other = new Session(commandLine, reports);
  expect((await run.type(...nightly)).code).toBe(1);
  expect(
    (
      await new Session(commandLine, [...reports, ...known]).type(
        'accept',
        '--target',
        'port',
        '--reason',
        'order_by',
      )
    ).code,
  ).toBe(0);
  expect((await run.type(...nightly, '--fail-on', 'new')).code).toBe(0);
  target(commandLine, { order_by: 'ignore', 'Query.update': 'no-count' });
  const broken = await run.type(...nightly, '--fail-on', 'new');
  expect(broken.code).toBe(1);
  expect(broken.shown).toContain('new');
  const names = commandLine.runNames();
  const { code, shown } = await other.type('diff', ...names.slice(-2));
  expect(code).toBe(1);
  expect(shown).toContain('PATCH /v2/images/{image_id}');
  const pages = join(commandLine.runtime, 'pages');
  const report = await commandLine.exec(
    'report',
    join(commandLine.reports, names.at(-1) ?? ''),
    '--output',
    pages,
  );
  expect(report.code, report.stderr).toBe(0);
  expect(readFileSync(join(commandLine.runtime, 'pages/index.html'), 'utf8')).toContain(
    'PATCH /v2/images/{image_id}',
  );
  console.log(run.text, other.text);
});
