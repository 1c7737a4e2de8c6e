import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { stringify } from 'yaml';
import { DEBIAN } from '../../../src/model.ts';
import { type CommandLine, type Ended, test } from '../../support/commands/command-line.ts';
import { documented } from '../../support/documents/documented.ts';

/** The gaps that the first port of Glance found in 2015, as in run-scenarios.yaml. */
const WITHHELD: Readonly<Record<string, string>> = {
  'Query.union': 'refuse',
  'Query.one': 'refuse',
  limit: 'ignore',
  order_by: 'ignore',
  'Query.update': 'no-count',
  'Query.delete': 'soft',
};
/** A few scenarios that together reach all gaps. */
const SCENARIOS = [
  'glance/images/list',
  'glance/images/list-paging',
  'glance/images/list-sort',
  'glance/images/visibility',
  'glance/metadefs/namespaces-delete',
];

/** Records commands and their output, without values that differ between runs. */
class Transcript {
  text = '';
  readonly #commandLine: CommandLine;
  readonly #config: string;

  constructor(commandLine: CommandLine) {
    this.#commandLine = commandLine;
    this.#config = join(commandLine.runtime, 'config.yaml');
  }

  target(profile: Readonly<Record<string, string>>): void {
    // The first port was one of an older Glance. Debian's is the oldest here.
    const targets = { port: { managed: 'rome', release: DEBIAN, profile } };
    writeFileSync(this.#config, stringify({ baseline: { managed: 'sql', release: DEBIAN }, targets }));
  }

  async up(): Promise<void> {
    const { code, stderr } = await this.#commandLine.exec(
      ...['up', 'port', '--services', 'glance', '--config', this.#config],
    );
    expect(code, stderr).toBe(0);
  }

  async run(...args: readonly string[]): Promise<Ended> {
    const ended = await this.#type('', '--target', 'port', ...args);
    const sums = /^[✓✗] port against baseline: .*\n +endpoints: .*$/m.exec(ended.stdout)?.[0];
    expect(sums, ended.stdout + ended.stderr).toBeDefined();
    this.text += `${sums?.replace(/, [\d.]+ (?:ms|s|min)$/m, '')}\n\n`;
    return ended;
  }

  async fix(): Promise<string> {
    const { stdout } = await this.#type('fix', '--target', 'port');
    // Skip the line that names the run. Keep the complete first item, and the first line of each further item.
    const [first = '', ...others] = stdout.trim().split('\n').slice(1).join('\n').trim().split('\n\n');
    const heads = others.map((item) => item.split('\n')[0]);
    // How small a statement becomes depends on the machine's speed, and its values on the run.
    const statement = /^ +(?:smallest:|SQLite:|SELECT ).*\n/gm;
    const shown = [first.replace(statement, ''), ...heads].join('\n');
    this.text += `${shown}\n\n`;
    return shown;
  }

  say(line: string): void {
    this.text += `# ${line}\n\n`;
  }

  #type(command: string, ...args: readonly string[]): Promise<Ended> {
    const words = [...(command ? [command] : []), ...args];
    this.text += `$ run-scenarios ${words.join(' ')}\n`;
    const config = command === '' ? ['--config', this.#config] : [];
    const reports = command === 'fix' ? '--reports' : '--output';
    return this.#commandLine.exec(...words, ...config, reports, this.#commandLine.reports);
  }
}

test('the loop fixes the gaps of 2015 until all answers are identical, as docs/loop.md shows', {
  tag: '@long',
}, async ({ commandLine }) => {
  const transcript = new Transcript(commandLine);
  const profile = { ...WITHHELD };
  transcript.target(profile);
  // All runs share one baseline. The target boots again for each profile.
  await transcript.up();
  let ended = await transcript.run(...SCENARIOS);
  const lifted: string[] = [];
  while (ended.code !== 0) {
    const worklist = await transcript.fix();
    const named = [...worklist.matchAll(/^\d+\. (\S+) \(/gm)].map(([, name = '']) => name);
    const construct = named.find((name) => Object.hasOwn(profile, name));
    expect(construct, transcript.text).toBeDefined();
    delete profile[construct as string];
    lifted.push(construct as string);
    transcript.target(profile);
    transcript.say(`${construct} implemented: gone from the profile of "port"`);
    ended = await transcript.run('--only-failed');
  }
  expect(await transcript.fix()).toBe('Nothing is missing.');
  expect((await transcript.run(...SCENARIOS)).code).toBe(0);
  expect([...lifted].sort()).toEqual(Object.keys(WITHHELD).sort());

  documented('docs/loop.md', `\`\`\`text\n${transcript.text.trim()}\n\`\`\``);
});
