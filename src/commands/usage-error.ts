import type { Failure } from '../model.ts';

/** The parser's message about a command's options as a failure; its hint becomes the fix. */
export function usageError(text: string, command: string): Failure {
  const [message = '', hint = ''] = text
    .trim()
    .replace(/^error: /, '')
    .split('\n');
  const options = `\`run-scenarios ${command} --help\``;
  const [, option] = /\(Did you mean (.*)\?\)/.exec(hint) ?? [];
  const fix = option ? `Did you mean ${option}? ${options} shows all options.` : `See ${options}.`;
  return { code: 'COMMAND_LINE', message, fix };
}
