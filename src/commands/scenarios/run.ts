import { HarnessError } from '../../errors.ts';
import { runOnce } from '../../execution/run-once.ts';
import type { ShardOption } from '../../execution/take-shard.ts';
import { watch } from '../../execution/watch.ts';
import { quoted } from '../../yaml/quoted.ts';
import { Command, define, InvalidArgumentError, Option } from '../command.ts';
import {
  answerTimeoutOption,
  configOption,
  excludeOption,
  grepOption,
  knownOption,
  maxAnswerSizeOption,
  outputOption,
  reporterOption,
  scenariosOption,
  wholeNumber,
  workersOption,
} from '../options.ts';

export const run = define(
  new Command('run')
    .description('run scenarios on a target and the baseline, and compare (the default)')
    .argument(
      '[filter...]',
      "files, tags, services, endpoints ('GET /v2/images'), actions, DB-API functions or constructs; all without one",
    )
    .option('-t, --target <name>', 'the deployment under test, as named in the config (required)')
    .addOption(configOption())
    .addOption(scenariosOption())
    .addOption(outputOption())
    .addOption(excludeOption())
    .addOption(grepOption())
    .addOption(workersOption())
    .addOption(answerTimeoutOption())
    .addOption(maxAnswerSizeOption())
    .option('--shard <i/n>', 'one part of n, for jobs that run at once; `merge` puts them together', shard)
    .option('--only-failed', 'what was not green in the last run on this target', false)
    .option('--watch', 'stay, and run again what a change of a scenario or of the copy touches', false)
    .option('--keep', 'leave the deployments up, and what failing scenarios made', false)
    .option('--bail', 'begin no other scenario after one that failed', false)
    .addOption(
      new Option('--max-failures <number>', 'begin no other scenario after so many that failed').argParser(
        wholeNumber,
      ),
    )
    .addOption(
      new Option(
        '--fail-on <what>',
        'what exit code 1 is for: any failure, or those that `accept` did not accept',
      )
        .choices(['any', 'new'] as const)
        .default('any' as const),
    )
    .addOption(knownOption())
    .option('--verbose', 'show every request with both answers', false)
    .option('--no-probe', 'do not trace queries: no requirements, no missing queries')
    .addOption(reporterOption()),
  async (io, filters, { target, watch: stay, bail, ...given }) => {
    // Not a required option of the parser's: that it lacks would hide the typo that it was written with.
    if (!target)
      throw new HarnessError('COMMAND_LINE', `${ofFilters(filters)} needs the option --target`, {
        fix: 'Name a deployment of run-scenarios.yaml: run-scenarios --target rome. `run-scenarios --help` lists the commands.',
      });
    const options = { ...given, maxFailures: bail ? 1 : given.maxFailures };
    if (stay) return watch(filters, { ...io, ...options, target });
    return (await runOnce(filters, { ...io, ...options, target })).code;
  },
);

const ofFilters = ([first]: readonly string[]): string =>
  first === undefined ? 'A run' : `"${quoted(first)}" is no command, and a run of it`;

function shard(text: string): ShardOption {
  const [, index = 0, of = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (index < 1 || index > of) throw new InvalidArgumentError('It must be like 2/4: the second of four.');
  return { index, of };
}
