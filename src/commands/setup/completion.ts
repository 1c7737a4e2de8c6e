import { EXIT } from '../../exit-codes.ts';
import { Argument, type CliCommand, Command, define } from '../command.ts';

export const completion = define(
  new Command('completion')
    .description('print a script that completes commands and options in your shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish'] as const))
    .addHelpText(
      'after',
      '\nInstall it:\n  $ eval "$(run-scenarios completion bash)"    in ~/.bashrc; zsh in ~/.zshrc\n  $ run-scenarios completion fish > ~/.config/fish/completions/run-scenarios.fish',
    ),
  async ({ print }, shell) => {
    const commands = completion.command.parent?.commands ?? [];
    print(shell === 'fish' ? fish(commands) : `${shell === 'zsh' ? ZSH : ''}${bash(commands)}`);
    return EXIT.success;
  },
);

/** zsh can run bash completions. */
const ZSH = 'autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n';

const optionsOf = (command: CliCommand['command']) => [
  ...command.options,
  { long: '--help', description: 'help' },
];

const longNames = (command: CliCommand['command']): string =>
  optionsOf(command)
    .flatMap(({ long }) => long ?? [])
    .join(' ');

/** Options with fixed values: `--fail-on) any new`. */
const choices = (commands: readonly CliCommand['command'][]): readonly (readonly [string, string])[] => [
  ...new Map(
    commands.flatMap(({ options }) =>
      options.flatMap(({ long, argChoices }) =>
        long && argChoices ? [[long, argChoices.join(' ')] as const] : [],
      ),
    ),
  ),
];

function bash(commands: readonly CliCommand['command'][]): string {
  const names = commands.map((command) => command.name());
  // Without a command, the options are those of a run.
  const run = commands.find((command) => command.name() === 'run');
  return [
    '_run_scenarios() {',
    '  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words',
    '  case $prev in',
    ...choices(commands).map(
      ([option, values]) => `    ${option}) COMPREPLY=($(compgen -W "${values}" -- "$cur")); return ;;`,
    ),
    '  esac',
    '  if [ "$COMP_CWORD" = 1 ] && [ "${cur#-}" = "$cur" ]; then',
    `    COMPREPLY=($(compgen -W "${names.join(' ')}" -- "$cur")); return`,
    '  fi',
    '  [ "${cur#-}" = "$cur" ] && return',
    '  case ${COMP_WORDS[1]} in',
    ...commands.map((command) => `    ${command.name()}) words="${longNames(command)}" ;;`),
    `    *) words="${run ? longNames(run) : ''}" ;;`,
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$cur"))',
    '}',
    'complete -o default -F _run_scenarios run-scenarios',
  ].join('\n');
}

const fishText = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

const fish = (commands: readonly CliCommand['command'][]): string =>
  commands
    .flatMap((command) => [
      `complete -c run-scenarios -n __fish_use_subcommand -a ${command.name()} -d ${fishText(command.description())}`,
      ...command.options.flatMap(({ long, short, description, argChoices, required, optional }) =>
        long
          ? [
              [
                `complete -c run-scenarios -n '__fish_seen_subcommand_from ${command.name()}' -l ${long.slice(2)}`,
                ...(short ? [`-s ${short.slice(1)}`] : []),
                ...(required || optional ? ['-r'] : []),
                ...(argChoices ? [`-f -a ${fishText(argChoices.join(' '))}`] : []),
                `-d ${fishText(description)}`,
              ].join(' '),
            ]
          : [],
      ),
    ])
    .join('\n');
