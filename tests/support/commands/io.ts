import type { Io } from '../../../src/commands/command.ts';

/** What a command talks through, with the lines of its result at hand. */
export function testIo(): Io & { readonly printed: string[] } {
  const printed: string[] = [];
  return {
    printed,
    print: (line) => void printed.push(line),
    progress: () => {},
    out: process.stdout,
    input: process.stdin,
    signal: new AbortController().signal,
    interrupt: () => {},
  };
}
