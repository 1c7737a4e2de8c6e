import type { Failure, RunFile, Shard } from '../../model.ts';

/** A run file and its path. */
export interface FoundRun {
  readonly file: string;
  readonly run: RunFile;
}

/** A run file of a shard. */
export type FoundShard = FoundRun & { readonly run: RunFile & { readonly shard: Shard } };

/** Reasons why run files are not the shards of one run. Empty if they are. */
export function shardMistakes(found: readonly FoundRun[]): Failure[] {
  const shards = found.filter(isShard);
  const whole = found.filter((each) => !isShard(each));
  const running = shards.filter(({ run }) => run.status === 'running');
  return [
    ...whole.map(({ file }) => invalid(`${file} is not a shard`, 'Name the run files of runs with --shard.')),
    ...running.map(({ file, run }) =>
      invalid(`Shard ${named(run.shard)} did not finish: ${file}`, 'Run that shard again.'),
    ),
    ...mixed(shards),
    ...duplicated(shards),
    ...absent(shards),
  ];
}

const isShard = (found: FoundRun): found is FoundShard => found.run.shard !== undefined;

/** Properties that all shards must have in common, in words for a message. Only the first mismatch is reported. */
const SAME: readonly (readonly [string, (run: FoundShard['run']) => string])[] = [
  ['targets', ({ target }) => target],
  ['baselines', ({ baseline }) => baseline],
  ['numbers of shards', ({ shard }) => String(shard.of)],
  ['filters', ({ filters }) => JSON.stringify(filters)],
  ['versions of the tool, scenarios, copy or ROME', ({ digest = 'unknown' }) => digest],
  ['assignments of scenarios to shards', ({ shard }) => shard.plan],
];

function mixed(shards: readonly FoundShard[]): Failure[] {
  for (const [what, of] of SAME) {
    const values = [...new Set(shards.map(({ run }) => of(run)))];
    if (values.length < 2) continue;
    const each = shards.map(({ file, run }) => `${file}: ${of(run)}`).join('; ');
    return [invalid(`The shards have different ${what}: ${each}`, 'Merge the shards of one run.')];
  }
  return [];
}

function duplicated(shards: readonly FoundShard[]): Failure[] {
  const indices = [...new Set(shards.map(({ run }) => run.shard.index))];
  return indices.flatMap((index) => {
    const same = shards.filter(({ run }) => run.shard.index === index);
    const files = same.map(({ file }) => file).join(', ');
    const fix = 'Merge only the newest of them.';
    return same.length > 1 ? [invalid(`Shard ${index} is there ${same.length} times: ${files}`, fix)] : [];
  });
}

/** Maximum number of missing shards that a message lists. */
const MOST = 20;

function absent(shards: readonly FoundShard[]): Failure[] {
  const of = Math.max(0, ...shards.map(({ run }) => run.shard.of));
  const there = new Set(shards.map(({ run }) => run.shard.index));
  const lacking = Array.from({ length: of }, (_, at) => at + 1).filter((index) => !there.has(index));
  if (lacking.length === 0) return [];
  return [
    invalid(
      `Of ${of} shards, these are missing: ${lacking.slice(0, MOST).join(', ')}${lacking.length > MOST ? ', …' : ''}`,
      `Run the missing ones: run-scenarios --target ${shards[0]?.run.target} --shard ${lacking[0]}/${of}`,
    ),
  ];
}

const named = ({ index, of }: Shard): string => `${index} of ${of}`;

const invalid = (message: string, fix: string): Failure => ({ code: 'SHARDS_INVALID', message, fix });
