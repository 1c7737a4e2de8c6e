import type { Io } from '../../../src/commands/command.ts';

/** Input and output of a command. `printed` collects the lines of its result. */
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
