import type { ShellCommand } from './shell/command.ts';

/** The commands that the output of a command is piped through. */
export function throughOf(
  command: ShellCommand,
  beside: readonly ShellCommand[],
): readonly (readonly string[])[] {
  const through: (readonly string[])[] = [];
  let last = command;
  for (const next of beside)
    if (next.from === last) {
      through.push(next.words);
      last = next;
    }
  return through;
}

/**
 * Files that hold a curl's answer, or its headers.
 * @param words its arguments
 * @param through the commands that its output is piped through
 */
export function outputsOf(
  { output }: ShellCommand,
  words: readonly string[],
  through: readonly (readonly string[])[],
): readonly string[] {
  const named = words.flatMap((word, place) =>
    /^(-[a-zA-Z]*[oD]|--output|--dump-header)$/.test(word) ? [words[place + 1] ?? ''] : [],
  );
  const copied = through.flatMap(([name, ...files]) => (name === 'tee' ? files : []));
  return [...named, ...copied, ...(output === undefined ? [] : [output])].filter(
    (file) => file !== '' && file !== '-' && !file.startsWith('/dev/'),
  );
}

/** Whether a curl command also prints other values, such as the status. @param words its arguments */
export const printsOwnValues = (words: readonly string[]): boolean =>
  words.some((word) => /^(-[a-zA-Z]*w|--write-out)/.test(word));
