import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { parse } from 'yaml';
import { COMMANDS } from '../../../src/commands/all.ts';
import { Command, type Io } from '../../../src/commands/command.ts';
import { completion } from '../../../src/commands/setup/completion.ts';
import { init } from '../../../src/commands/setup/init.ts';
import { Config } from '../../../src/config/config.ts';
import { loadScenarios } from '../../../src/runner/load/load.ts';
import { withoutMistakes } from '../../../src/runner/load/loaded.ts';
import { inventories } from '../../../src/shipped/inventories.ts';
import { test } from '../../support/files/folder.ts';

const printing = (lines: string[]): Io =>
  ({ print: (line: string) => void lines.push(line) }) as unknown as Io;

test('init writes valid files and keeps existing ones', async ({ folder }) => {
  const before = process.cwd();
  process.chdir(folder.path);
  try {
    const lines: string[] = [];
    await init.run(printing(lines), [{ workflow: true }]);
    const config = new Config(join(folder.path, 'run-scenarios.yaml'), {});
    expect([config.baseline().kind, config.target('rome').kind]).toEqual(['managed', 'managed']);
    const loaded = withoutMistakes(await loadScenarios(join(folder.path, 'scenarios'), inventories()));
    expect(loaded.map(({ id }) => id)).toEqual(['glance/first']);
    const workflow = parse(readFileSync('.github/workflows/run-scenarios.yml', 'utf8'));
    expect(workflow.jobs.scenarios.steps).toContainEqual({
      run: 'npx run-scenarios --target rome --fail-on new',
    });

    folder.write('run-scenarios.yaml', 'mine');
    await init.run(printing(lines), [{ workflow: true }]);
    expect(readFileSync('run-scenarios.yaml', 'utf8')).toBe('mine');
    expect(lines).toContain('run-scenarios.yaml exists; not changed');
  } finally {
    process.chdir(before);
  }
});

/** Bash's completions for the words of a command line. */
function completed(script: string, ...words: string[]): string[] {
  const line = `${script}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _run_scenarios; echo "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', line], { encoding: 'utf8' }).trim().split(/\s+/);
}

test('bash completes commands, options and values of options', async () => {
  const program = new Command('run-scenarios');
  for (const { command } of Object.values(COMMANDS).flat()) program.addCommand(command);
  const lines: string[] = [];
  for (const shell of ['bash', 'zsh', 'fish']) await completion.run(printing(lines), [shell, {}]);
  const [bash = '', zsh = '', fish = ''] = lines;
  expect(completed(bash, 'run-scenarios', 're')).toEqual(['repro', 'report', 'reset']);
  expect(completed(bash, 'run-scenarios', 'list', '--js')).toEqual(['--json']);
  expect(completed(bash, 'run-scenarios', '--tar')).toEqual(['--target']);
  expect(completed(bash, 'run-scenarios', 'run', '--fail-on', '')).toEqual(['any', 'new']);
  expect(zsh).toContain('bashcompinit');
  expect(fish).toContain("complete -c run-scenarios -n '__fish_seen_subcommand_from list' -l json");
});
