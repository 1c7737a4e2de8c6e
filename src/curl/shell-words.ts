import type { ShellCommand } from './shell/command.ts';

export const isCurl = (word: string | undefined): boolean =>
  word !== undefined && /^(.*[\\/])?curl(\.exe)?$/.test(word);

/** Commands that assign variables. */
export const DECLARES = ['export', 'declare', 'local', 'readonly', 'typeset', 'set'];

/** The assignments of a command, directly or by `export`. */
export function assignments({ words, assigned }: ShellCommand): readonly (readonly [string, string])[] {
  if (!DECLARES.includes(words[0] ?? '')) return words.length === 0 ? assigned : [];
  return words.slice(1).flatMap((word) => {
    const [, name, value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
    return name === undefined ? [] : [[name, value] as const];
  });
}

/** The names of the `$(…)` in a word. */
export const substitutionsIn = (word: string): readonly string[] =>
  [...word.matchAll(/\$\{(command_\d+)\}/g)].map(([, name]) => name ?? '');

/** Programs that run another program locally without changing its requests. */
const RUNNERS = /^(timeout|nice|ionice|stdbuf|setsid|unbuffer|chronic|strace|retry)$|^-/;

/** Removes a program that starts curl, and its options. */
export function withoutStarter(words: readonly string[]): readonly string[] {
  const at = words.slice(0, 8).findIndex((word) => isCurl(word));
  return at > 0 && RUNNERS.test(words[0] ?? '') ? words.slice(at) : words;
}

/** The command text that `eval` and `sh -c` run; undefined for other commands. */
export function commandText([name = '', ...words]: readonly string[]): string | undefined {
  if (name === 'eval') return words.join(' ');
  const at = /^(.*\/)?(ba|z|da|k)?sh$/.test(name) ? words.findIndex((word) => /^-[a-z]*c$/.test(word)) : -1;
  return at < 0 ? undefined : words[at + 1];
}

/** Definitions `alias name='text'`, by name. */
export function aliasesIn([name, ...words]: readonly string[]): readonly (readonly [string, string])[] {
  if (name !== 'alias') return [];
  return words.flatMap((word) => {
    const [, alias, text = ''] = /^([\w-]+)=(.*)$/s.exec(word) ?? [];
    return alias === undefined ? [] : [[alias, text] as const];
  });
}
