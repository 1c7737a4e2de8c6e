import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The caller's environment without variables that name a deployment or ask for colours. */
const environment = (own: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(OS_.*|CI|FORCE_COLOR|DEBUG_COLORS)$/.test(name)),
  ),
  ...own,
});

/** Runs the built command in `cwd`. Resolves with its exit code and output. */
export function cli(
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(PACKAGE_ROOT, 'dist/cli.js'), ...args],
      { cwd, env: environment(env), encoding: 'utf8' },
      (_, stdout, stderr) =>
        resolve({
          code: child.exitCode ?? -1,
          stdout: stripVTControlCharacters(stdout),
          stderr: stripVTControlCharacters(stderr),
        }),
    );
  });
}

/** The error codes in a text, each with the place before it: `a.yaml:3:5 CODE`. */
export const codesIn = (text: string): string[] =>
  text
    .split('\n')
    .flatMap(
      (line) =>
        /^(?:(?:\S*\/)?([^\s/]+:\d+:\d+) )?([A-Z]+_?[A-Z_]+) /
          .exec(line)
          ?.slice(1, 3)
          .filter(Boolean)
          .join(' ') ?? [],
    );

/** Whether a text shows a stack trace. */
export const hasStack = (text: string): boolean =>
  /^\s+at .+(:\d+:\d+|\(.+\))/m.test(text) || /\bINTERNAL\b/.test(text);
