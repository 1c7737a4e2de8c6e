import { nearest } from '../yaml/nearest.ts';

/** The command that the first word misspells; undefined if it is correct, an option or a path. */
export function meantCommand(words: readonly string[], names: readonly string[]): string | undefined {
  const [word = ''] = words;
  if (!/^\w[\w-]*$/.test(word) || names.includes(word)) return undefined;
  return nearest(word.toLowerCase(), names);
}
