import { HarnessError } from '../../errors.ts';
import { runOnce } from '../../execution/run-once.ts';
import type { ShardOption } from '../../execution/take-shard.ts';
import { watch } from '../../execution/watch.ts';
import { quoted } from '../../yaml/quoted.ts';
import { Command, define, InvalidArgumentError, Option } from '../command.ts';
import {
  answerTimeoutOption,
  baselineReleaseOption,
  configOption,
  excludeOption,
  grepOption,
  keepRunsOption,
  knownOption,
  maxAnswerSizeOption,
  outputOption,
  releaseOption,
  reporterOption,
  scenariosOption,
  varOption,
  wholeNumber,
  workersOption,
} from '../options.ts';

export const run = define(
  new Command('run')
    .description('run scenarios on a target and the baseline, and compare (default command)')
    .argument(
      '[filter...]',
      "file, tag, service, endpoint ('GET /v2/images'), action, DB-API function or construct (default: all)",
    )
    .option('-t, --target <name>', 'deployment under test, as named in the config (required)')
    .addOption(configOption())
    .addOption(releaseOption())
    .addOption(baselineReleaseOption())
    .addOption(scenariosOption())
    .addOption(varOption())
    .addOption(outputOption())
    .addOption(excludeOption())
    .addOption(grepOption())
    .addOption(workersOption())
    .addOption(answerTimeoutOption())
    .addOption(maxAnswerSizeOption())
    .option('--shard <i/n>', 'run part i of n, for parallel jobs; combine them with merge', shard)
    .option('--only-failed', 'run only what did not pass in the last run on this target', false)
    .option('--watch', 'keep running, and rerun the scenarios that an edit affects', false)
    .option('--keep', 'keep the deployments, and what failing scenarios created', false)
    .addOption(keepRunsOption('remove older runs on this target from the reports'))
    .addOption(
      new Option('--bail', 'start no scenario after the first failure')
        .default(false)
        .conflicts('maxFailures'),
    )
    .addOption(
      new Option('--max-failures <number>', 'start no scenario after this many failures').argParser(
        wholeNumber,
      ),
    )
    .addOption(
      new Option(
        '--fail-on <what>',
        'exit with 1 on any failure, or only on failures not accepted with accept',
      )
        .choices(['any', 'new'] as const)
        .default('any' as const),
    )
    .addOption(knownOption())
    .option('--verbose', 'show every request with both responses', false)
    .option('--no-probe', 'do not trace queries; missing queries are then not reported')
    .option('--no-narrow', 'do not reduce the queries that differ to the smallest that still do')
    .addOption(reporterOption()),
  async (io, filters, { target, watch: watches, bail, ...given }) => {
    // Not a required option of the parser, whose error would hide a mistyped --target.
    if (!target)
      throw new HarnessError('COMMAND_LINE', `${ofFilters(filters)} needs the option --target`, {
        fix: 'Name a deployment of run-scenarios.yaml: run-scenarios --target rome. `run-scenarios --help` lists the commands.',
      });
    const options = { ...given, maxFailures: bail ? 1 : given.maxFailures };
    if (watches) return watch(filters, { ...io, ...options, target });
    return (await runOnce(filters, { ...io, ...options, target })).code;
  },
);

const ofFilters = ([first]: readonly string[]): string =>
  first === undefined ? 'A run' : `"${quoted(first)}" is not a command, and a run`;

function shard(text: string): ShardOption {
  const [, index = 0, of = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (index < 1 || index > of) throw new InvalidArgumentError('Write it like 2/4: the second of four.');
  return { index, of };
}
