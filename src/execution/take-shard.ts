import { assignShards } from '../analysis/shards/assign.ts';
import { digest } from '../deployments/machine/hashing.ts';
import { HarnessError } from '../errors.ts';
import type { Scenario, Shard } from '../model.ts';
import { readHistory } from '../runs/history-files.ts';

/** `--shard 2/4` is the second of four. */
export type ShardOption = Pick<Shard, 'index' | 'of'>;

/**
 * The scenarios of one shard. Given the same history, all shards compute the same assignment; `merge` checks that.
 * @throws HarnessError NOTHING_SELECTED if there are fewer scenarios than shards
 */
export function takeShard(
  scenarios: readonly Scenario[],
  { index, of }: ShardOption,
  { output, target }: { readonly output: string; readonly target: string },
): { readonly scenarios: readonly Scenario[]; readonly shard: Shard } {
  if (of > scenarios.length) {
    const many = `${scenarios.length} scenario${scenarios.length === 1 ? '' : 's'}`;
    throw new HarnessError('NOTHING_SELECTED', `${of} shards are too many for ${many}`, {
      fix: `Use ${scenarios.length} at most: --shard 1/${scenarios.length}`,
    });
  }
  const history = readHistory(output).filter((each) => each.target === target);
  const dealt = assignShards(scenarios, of, history);
  const plan = digest(dealt.map((shard) => shard.map(({ id }) => id)));
  return { scenarios: dealt[index - 1] ?? [], shard: { index, of, plan } };
}
