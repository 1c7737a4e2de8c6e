import { join } from 'node:path';
import { DEBIAN, SERVICES } from '../model.ts';
import { lockedReleases, newestRelease } from '../shipped/locks.ts';
import { ownOrShipped, PACKAGE_ROOT } from '../shipped/paths.ts';
import { sizeMistake, timeMistake } from '../yaml/answer-limits.ts';
import { Argument, InvalidArgumentError, Option } from './command.ts';

// Arguments and options that several commands share.

export const serviceArgument = () => new Argument('<service>', 'the service').choices(SERVICES);

export const serviceOption = (what: string) => new Option('--service <name>', what).choices(SERVICES);

/** The value is a path in the working directory, or else in the package. */
export const configOption = () =>
  new Option('--config <file>', 'the file that names the deployments')
    .argParser(ownOrShipped)
    .default(ownOrShipped('run-scenarios.yaml'), 'run-scenarios.yaml');

/** The release of both deployments, if managed. */
export const releaseOption = () =>
  new Option(
    '--release <name>',
    `OpenStack release of the managed deployments (default: that of the config, or ${newestRelease()})`,
  ).choices([DEBIAN, ...lockedReleases()]);

/** The release of a managed baseline, for an upgrade report. */
export const baselineReleaseOption = () =>
  new Option(
    '--baseline-release <name>',
    "OpenStack release of a managed baseline, to compare with the target's (default: --release)",
  ).choices([DEBIAN, ...lockedReleases()]);

const DEFAULT_SCENARIOS: readonly string[] = [ownOrShipped('scenarios')];

/** The values are paths in the working directory, or else in the package. `shipped` is the package's own folder. */
export const scenariosOption = () =>
  new Option('--scenarios <folder>', 'folder of the scenarios; repeatable, "shipped" is that of the package')
    .argParser((folder: string, given: readonly string[]) => [
      ...(given === DEFAULT_SCENARIOS ? [] : given),
      folder === 'shipped' ? join(PACKAGE_ROOT, 'scenarios') : ownOrShipped(folder),
    ])
    .default(DEFAULT_SCENARIOS, 'scenarios');

export const varOption = () =>
  new Option('--var <name=value>', "value of a scenario's variable, instead of that under vars:; repeatable")
    .argParser((text: string, given: Vars): Vars => {
      const [, name, value] = /^([A-Za-z_][\w-]*)=(.*)$/s.exec(text) ?? [];
      if (name === undefined || value === undefined)
        throw new InvalidArgumentError('Write it like --var name=value.');
      return { ...given, [name]: value };
    })
    .default({} as Vars, 'nothing');

type Vars = Readonly<Record<string, string>>;

export const excludeOption = () =>
  new Option('--exclude <filter...>', 'skip what these filters select').default([] as string[], 'nothing');

export const grepOption = () =>
  new Option('--grep <regex>', 'run only scenarios whose id or name matches, ignoring case');

export const outputOption = () =>
  new Option('--output <folder>', 'folder of the reports').default('reports' as string);

/** The folder in which a command searches for runs. Commands that write there have `outputOption`. */
export const reportsOption = () =>
  new Option('--reports <folder>', 'folder of the runs, as --output of run').default('reports' as string);

export const runArgument = (fallback: string) =>
  new Argument(
    '[run]',
    `run.json, its folder, the folder's name in the reports, or last (default: ${fallback})`,
  );

/** The argument's earlier spelling, which scripts of nightly jobs contain. */
export const runOption = () => new Option('--run <run>', 'the run').hideHelp();

export const newestOnOption = () => new Option('-t, --target <name>', 'use the newest run on this target');

export const keepRunsOption = (what: string) =>
  new Option('--keep-runs <number>', what).argParser(wholeNumber);

export const workersOption = () =>
  new Option('-w, --workers <number>', 'scenarios to run in parallel').argParser(wholeNumber).default(4);

/** The value is a duration such as `30s`. */
export const answerTimeoutOption = () =>
  new Option(
    '--answer-timeout <time>',
    'timeout of a response (default: that of the config, or 60s)',
  ).argParser(checked(timeMistake));

/** The value is a size such as `64MB`. */
export const maxAnswerSizeOption = () =>
  new Option(
    '--max-answer-size <size>',
    'size limit of a response (default: that of the config, or 64MB)',
  ).argParser(checked(sizeMistake));

const checked =
  (mistakeOf: typeof timeMistake) =>
  (text: string): string => {
    const mistake = mistakeOf(text);
    if (mistake) throw new InvalidArgumentError(`${mistake.message} ${mistake.fix}`);
    return text;
  };

export const knownOption = () =>
  new Option('--known <file>', 'file of accepted failures, by target').default('known.yaml' as string);

export const reporterOption = () =>
  new Option('--reporter <name>', 'also write results in this format').choices(['allure'] as const);

export function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  return number;
}
