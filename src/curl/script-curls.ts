import { ScriptState } from './script-state.ts';
import type { Problem, Script, ShellCommand } from './shell/command.ts';
import type { Transcript } from './shell/transcript.ts';

/** What a command is given to read. */
export type Input = NonNullable<ShellCommand['input']>;

/** A curl command of a script, its variables with the values that the script gave them. */
export interface FoundCurl {
  readonly at: number;
  /** The arguments of `curl`. A variable without a known value reads `${NAME}`. */
  readonly words: readonly string[];
  readonly input?: Input;
  readonly comment?: string;
  /** What the terminal showed below it. */
  readonly shown?: string;
  readonly problem?: Problem;
  /** The variable that its output goes to, and the commands that it goes through. */
  readonly stored?: { readonly name: string; readonly through: readonly (readonly string[])[] };
}

export interface ScriptCurls {
  readonly curls: readonly FoundCurl[];
  /** Of commands that are no curl and matter. */
  readonly problems: readonly Problem[];
  /** Variables that hold a token or password. */
  readonly secrets: ReadonlySet<string>;
  /** Files that the script writes, by name. */
  readonly files: ReadonlyMap<string, string>;
}

/** The curl commands of a script in their order. @param isSecret whether a variable of a name holds a secret */
export function curlsOf(
  script: Script & Partial<Transcript>,
  isSecret: (name: string) => boolean,
): ScriptCurls {
  const state = new ScriptState(script, isSecret);
  const curls: FoundCurl[] = [];
  const problems: Problem[] = [];
  const visit = (commands: readonly ShellCommand[], stored?: string, above?: string): void => {
    const readBy = new Map(
      commands.flatMap((command) => (command.from ? [[command.from, command] as const] : [])),
    );
    for (const command of commands) {
      const words = command.words;
      for (const [name, value] of assignments(command)) {
        const inner = script.substitutions.get(/^\$\{(command_\d+)\}$/.exec(value)?.[1] ?? '');
        if (inner?.some(({ words: [word] }) => isCurl(word))) {
          visit(inner, name, command.comment);
          state.forget(name);
        } else state.assign(name, value, inner);
      }
      if (isCurl(words[0])) {
        const through: (readonly string[])[] = [];
        for (let next = readBy.get(command); next; next = readBy.get(next)) through.push(next.words);
        const input = state.inputOf(command);
        const shown = script.shown?.get(command) ?? shownBehind(script.shown, readBy.get(command));
        curls.push({
          at: command.at,
          words: words.slice(1).map((word) => state.resolve(word)),
          ...(input ? { input } : {}),
          ...((command.comment ?? above) ? { comment: command.comment ?? above } : {}),
          ...(shown ? { shown } : {}),
          ...problemOf(command),
          ...(stored ? { stored: { name: stored, through } } : {}),
        });
        continue;
      }
      state.note(command);
      const reason = strangeReason(words);
      if (reason) problems.push({ at: command.at, ...reason });
      // What a variable is given was looked at above.
      if (DECLARES.includes(words[0] ?? '')) continue;
      for (const name of command.words.flatMap((word) =>
        [...word.matchAll(/\$\{(command_\d+)\}/g)].map(([, each]) => each ?? ''),
      ))
        visit(script.substitutions.get(name) ?? []);
    }
  };
  visit(script.commands);
  return { curls, problems, secrets: state.secrets, files: state.files };
}

const isCurl = (word: string | undefined): boolean =>
  word !== undefined && /^(.*[\\/])?curl(\.exe)?$/.test(word);

const DECLARES = ['export', 'declare', 'local', 'readonly', 'typeset', 'set'];

/** What a command assigns, as itself or by `export`. */
function assignments({ words, assigned }: ShellCommand): readonly (readonly [string, string])[] {
  if (!DECLARES.includes(words[0] ?? '')) return words.length === 0 ? assigned : [];
  return words.slice(1).flatMap((word) => {
    const [, name, value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
    return name === undefined ? [] : [[name, value] as const];
  });
}

function shownBehind(
  shown: Transcript['shown'] | undefined,
  command: ShellCommand | undefined,
): string | undefined {
  return command && shown?.get(command);
}

function problemOf({ problem, within, at }: ShellCommand): { readonly problem?: Problem } {
  if (problem) return { problem };
  if (!within) return {};
  return {
    problem: {
      at,
      reason: `it is in ${within} of the shell`,
      fix: 'Write each of its requests as a separate command.',
    },
  };
}

const OTHER_CLIENTS = [
  'wget',
  'http',
  'https',
  'httpie',
  'xh',
  'Invoke-WebRequest',
  'Invoke-RestMethod',
  'iwr',
  'irm',
  'fetch',
];
const STARTERS = [
  'xargs',
  'watch',
  'ssh',
  'docker',
  'podman',
  'kubectl',
  'parallel',
  'bash',
  'sh',
  'eval',
  'timeout',
  'find',
];

/** Why a command that is no curl is more than the script's own housekeeping. */
function strangeReason([name = '', ...words]: readonly string[]): Omit<Problem, 'at'> | undefined {
  if (OTHER_CLIENTS.includes(name))
    return { reason: `${name} is not curl`, fix: 'Write it as a curl command.' };
  if (STARTERS.includes(name) && words.some((word) => isCurl(word) || /\bcurl\s/.test(word)))
    return { reason: `${name} starts its curl`, fix: 'Write the curl command alone.' };
  if (
    /^(openstack|nova|glance)$/.test(name) &&
    words.some((word) => /^\w+$/.test(word)) &&
    !words.includes('token')
  )
    return {
      reason: `${name} is not curl`,
      fix: `Run it with --debug, and import what it prints: ${name} --debug … 2>&1`,
    };
  return undefined;
}
