import { execFile } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'playwright/test';
import { stringify } from 'yaml';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';
import { type CommandLine, test } from '../../support/commands/command-line.ts';
import { documented } from '../../support/documents/documented.ts';

const SCENARIOS = ['glance/images/list-admin', 'glance/images/update'];

const SCREEN = { lines: 24, columns: 80 };

/** Records commands and what a terminal of 80 columns shows, without values that differ between runs. */
class Session {
  text = '';
  readonly #commandLine: CommandLine;

  constructor(commandLine: CommandLine) {
    this.#commandLine = commandLine;
  }

  /** @param hidden options that the page does not show */
  async type(
    words: readonly string[],
    hidden: readonly string[],
    from?: { readonly cwd: string },
  ): Promise<{ code: number; shown: string }> {
    const { code, output } = await onTerminal(this.#commandLine, [...words, ...hidden], from);
    const shown = this.#withoutChance(output);
    this.text += `$ run-scenarios ${words.map((word) => quoted(this.#withoutChance(word))).join(' ')}\n${shown}\n\n`;
    return { code, shown };
  }

  documentedIn(file: string): void {
    documented(file, `\`\`\`text\n${this.text.trim()}\n\`\`\``);
  }

  #withoutChance(text: string): string {
    const runs = this.#commandLine.runNames();
    return text
      .replaceAll(/\d{4}-\d\d-\d\dT[\d-]+Z-port/g, (name) => `night-${runs.indexOf(name) + 1}`)
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2026-12-01T02:23:00.000Z')
      .replaceAll(/\S*\/rs-\w+\/(?=reports|known|debug)/g, '')
      .replaceAll(/\S*\/rs-\w+\/run-scenarios\/tokens-\d+\.sh/g, '/run/user/1000/run-scenarios/tokens.sh')
      .replaceAll(/\S*\/rs-\w+\/run-scenarios\/port-\w+\//g, '')
      .replaceAll(/(?:req-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) =>
        id.startsWith('req-') ? 'req-…' : `${id.slice(0, 5)}…`,
      )
      .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:9292')
      .replaceAll(/^\d+ endpoints? slower on the target\n(?: {2}.*\n)*/gm, '')
      .replaceAll(/,? +[\d.]+ (?:ms|s|min)(?=,|$)/gm, '')
      .trimEnd();
  }
}

const quoted = (word: string): string => (/^[\w/.-]+$/.test(word) ? word : `'${word}'`);

/** Runs the command on a terminal. Returns its exit code and its output without progress lines. */
function onTerminal(
  { runtime }: CommandLine,
  args: readonly string[],
  from: { readonly cwd: string } = { cwd: PACKAGE_ROOT },
): Promise<{ code: number; output: string }> {
  const command = [process.execPath, join(PACKAGE_ROOT, 'dist/cli.js'), ...args].map(quoted).join(' ');
  const { lines, columns } = SCREEN;
  const script = ['-qec', `stty cols ${columns} rows ${lines}; ${command}`, '/dev/null'];
  const env = {
    ...process.env,
    XDG_RUNTIME_DIR: runtime,
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
    TERM: 'xterm',
  };
  return new Promise((resolve) => {
    const child = execFile('script', script, { ...from, env }, (error, stdout) => {
      const isProgress =
        /^\d+ of \d+ scenarios|^Scenario \S+, step|^\S+: (?:reusing|starting|ready)|^Creating the initial state/;
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

test('a failed run fits on one screen, and repro prints two curl commands, as docs/tutorial.md shows', async ({
  commandLine,
}) => {
  const config = target(commandLine, { 'Query.one': 'refuse', limit: 'ignore', order_by: 'ignore' });
  const reports = ['--output', commandLine.reports];
  const session = new Session(commandLine);
  const red = await session.type(
    ['--target', 'port', ...SCENARIOS, '--keep'],
    [...reports, '--config', config, '--workers', '1'],
  );
  expect(red.code).toBe(1);
  const screen = red.shown.split('\n');
  expect(screen.length).toBeLessThanOrEqual(SCREEN.lines);
  // Lines with a path to copy are not wrapped, so they may be longer.
  for (const line of screen.filter((each) => !/^(?:Results|To use)/.test(each)))
    expect(line.length).toBeLessThanOrEqual(SCREEN.columns);
  const repro = await session.type(['repro', '1', '--target', 'port'], [...reports, '--config', config]);
  expect(repro.shown.match(/^curl .*\$OS_TOKEN_/gm)).toHaveLength(2);
  session.documentedIn('docs/tutorial.md');
});

test('a nightly run passes with accepted failures and fails on new ones, as docs/reports.md shows', async ({
  commandLine,
}) => {
  const reports = ['--reports', commandLine.reports];
  const known = ['--known', join(commandLine.runtime, 'known.yaml')];
  const config = target(commandLine, { order_by: 'ignore' });
  const scenarios = join(commandLine.runtime, 'scenarios');
  for (const name of ['_shared', ...SCENARIOS.map((each) => `${each}.yaml`)])
    cpSync(join(PACKAGE_ROOT, 'scenarios', name), join(scenarios, name), { recursive: true });
  const hidden = [
    ...known,
    '--output',
    commandLine.reports,
    '--config',
    config,
    '--scenarios',
    scenarios,
    '--workers',
    '1',
  ];
  const nightly = ['--target', 'port'];
  const session = new Session(commandLine);
  expect((await session.type(nightly, hidden)).code).toBe(1);
  expect(
    (
      await session.type(
        ['accept', '--target', 'port', '--reason', 'no order_by yet'],
        [...known, ...reports],
      )
    ).code,
  ).toBe(0);
  expect((await session.type([...nightly, '--fail-on', 'new'], hidden)).code).toBe(0);
  target(commandLine, { order_by: 'ignore', 'Query.update': 'no-count' });
  session.text += '# the next night, an edit of ROME broke Query.update\n\n';
  expect((await session.type([...nightly, '--fail-on', 'new'], hidden)).code).toBe(1);
  const names = commandLine.runNames();
  const diff = await session.type(['diff', ...names.slice(-2)], reports);
  expect(diff.code).toBe(1);
  expect(diff.shown).toContain('PATCH /v2/images/{image_id}  identical → differs');
  session.documentedIn('docs/reports.md');

  const pages = join(commandLine.runtime, 'pages');
  const newest = join(commandLine.reports, names.at(-1) ?? '');
  const report = await commandLine.exec('report', newest, '--output', pages);
  expect(report.code, report.stderr).toBe(0);
  const [, since = ''] = readFileSync(join(pages, 'index.html'), 'utf8').split('Since the last run');
  const changes = since.split('</section>')[0]?.replaceAll(/<[^>]*>|\s/g, '');
  expect(changes).toContain('PATCH/v2/images/{image_id}identical→differs');
});

test('filters accept paths and actions, and a typo gets a suggestion, as docs/scenarios.md shows', async ({
  commandLine,
}) => {
  const session = new Session(commandLine);
  for (const filter of ['put /v2/images/123/tags/x?y=1', 'os-getConsoleOutput'])
    expect((await session.type(['list', filter], [])).code).toBe(0);
  for (const mistyped of ['GET /v2/imags', 'glance/images/lst'])
    expect((await session.type(['list', mistyped], [])).shown).toContain('Did you mean');
  session.documentedIn('docs/scenarios.md');
});

test('curl commands and endpoints become scenarios, as docs/importing.md shows', async ({ commandLine }) => {
  const session = new Session(commandLine);
  const script = join(commandLine.runtime, 'debug.txt');
  writeFileSync(
    script,
    [
      '$ openstack --debug server stop web',
      'REQ: curl -g -i -X POST http://10.0.0.5/compute/v2.1/servers/7d5c3bd6-46a0-4e5e-a3a5-6ec3a2f9b0aa/action -H "Content-Type: application/json" -H "X-Auth-Token: {SHA256}0a1b" -H "X-OpenStack-Nova-API-Version: 2.93" -d \'{"os-stop": null}\'',
      'RESP: [202] Content-Length: 0',
      '',
    ].join('\n'),
  );
  expect((await session.type(['import', script], [])).code).toBe(0);
  const own = { cwd: commandLine.runtime };
  expect((await session.type(['new', 'POST /servers/{id}/action#reboot', 'reboot.yaml'], [], own)).code).toBe(
    0,
  );
  const made = 'scenarios/nova/reboot.yaml';
  session.text += `$ cat ${made}\n${readFileSync(join(commandLine.runtime, made), 'utf8')}`;
  session.documentedIn('docs/importing.md');
});
