import type { Script, ShellCommand } from './shell/command.ts';
import { isCurl, substitutionsIn } from './shell-words.ts';

/** The state that a loop waits for. */
export interface Wait {
  /** The commands that extract the state from an answer; empty if any value may match. */
  readonly through: readonly (readonly string[])[];
  readonly state: string;
}

/**
 * The state that a loop waits for, if it sends one request, checks the answer and sleeps. Undefined for other loops.
 * @param command the curl in the loop, or the command that contains it
 * @param words the arguments of the curl
 */
export function waitOf(command: ShellCommand, script: Script, words: readonly string[]): Wait | undefined {
  if (command.loop === undefined || words.some((word) => CHANGES.test(word))) return undefined;
  const own = commandsOf(script).filter(({ loop }) => loop === command.loop);
  const all = own.flatMap((each) => [each, ...innerOf(each, script)]);
  if (all.filter(({ words: [name] }) => isCurl(name)).length !== 1) return undefined;
  if (!all.some(({ words: [name] }) => name === 'sleep')) return undefined;
  const waits = all.flatMap((each) => stateIn(each, all, script));
  return waits.find(({ state }) => !/error|fail/i.test(state)) ?? waits[0];
}

/** Options of a request that changes something. */
const CHANGES = /^(-[a-zA-Z]*d|--data.*|--json|-T|--upload-file|-F|--form|POST|PUT|PATCH|DELETE)$/;

const commandsOf = (script: Script): readonly ShellCommand[] => [
  ...script.commands,
  ...[...script.substitutions.values()].flat(),
];

const innerOf = ({ words, assigned }: ShellCommand, script: Script): readonly ShellCommand[] =>
  [...words, ...assigned.map(([, value]) => value)].flatMap((word) =>
    substitutionsIn(word).flatMap((name) => script.substitutions.get(name) ?? []),
  );

function stateIn(
  { words: [name = '', ...words] }: ShellCommand,
  all: readonly ShellCommand[],
  script: Script,
): readonly Wait[] {
  if (name === 'grep') {
    const state = words.findLast((word) => !word.startsWith('-'));
    return state && /^[\w"]+$/.test(state) ? [{ through: [], state: state.replaceAll('"', '') }] : [];
  }
  if (name === 'jq') {
    const filter = words.find((word) => !word.startsWith('-')) ?? '';
    const [, path = '', state] = /^\(?(\.[^=\s]+)\s*==\s*"([^"]+)"/.exec(filter) ?? [];
    return state === undefined ? [] : [{ through: [['jq', path]], state }];
  }
  if (!['[', '[[', 'test'].includes(name)) return [];
  const [left = '', operator = '', state = ''] = words.filter((word) => word !== '!');
  if (!/^(=|==|!=)$/.test(operator) || !/^[A-Za-z_]+$/.test(state)) return [];
  const variable = /^\$\{(\w+)\}$/.exec(left)?.[1] ?? '';
  const value = all.flatMap(({ assigned }) => assigned).find(([each]) => each === variable)?.[1];
  const inner = script.substitutions.get(/\{(command_\d+)\}/.exec(value ?? left)?.[1] ?? '') ?? [];
  return [{ through: inner.filter(({ words: [each] }) => !isCurl(each)).map((each) => each.words), state }];
}
