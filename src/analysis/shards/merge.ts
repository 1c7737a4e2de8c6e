import { byText, type Inventories, type MissingQuery, type RunFile, type Service } from '../../model.ts';
import { withRunCauses } from '../run-causes.ts';
import { mergeUses } from '../trace/db-api-uses.ts';
import { mergeRequirements } from '../trace/requirements.ts';
import { allMissing, endpointResults } from '../verdict.ts';

export interface MergeOptions {
  /** The id of the merged run. */
  readonly id: string;
  readonly inventories: Inventories;
  /** When an earlier run first found a missing query, by query id. */
  readonly seen: ReadonlyMap<string, string>;
}

/**
 * Merges shards into the run that they are parts of, as if one run had executed all scenarios. It lasts from the first
 * start to the last end.
 * @param shards at least one; `shardMistakes` found none
 */
export function mergeShards(shards: readonly RunFile[], { id, inventories, seen }: MergeOptions): RunFile {
  const [first] = shards as readonly [RunFile, ...RunFile[]];
  const scenarios = withRunCauses(shards.flatMap((run) => run.scenarios).sort((a, b) => byText(a.id, b.id)));
  const releases = Object.assign({}, ...shards.map((run) => run.releases)) as RunFile['releases'];
  const baselineReleases = Object.assign({}, ...shards.map((run) => run.baselineReleases));
  const services = Object.keys(releases) as Service[];
  const counted = Object.fromEntries(services.map((service) => [service, inventories[service]]));
  const startedAt = shards.map((run) => run.startedAt).reduce((a, b) => (a < b ? a : b));
  const finishedAt = shards.map((run) => run.finishedAt ?? run.startedAt).reduce((a, b) => (a > b ? a : b));
  const abort = shards.find((run) => run.abort)?.abort;
  const sum = (of: (run: RunFile) => number) => shards.reduce((total, run) => total + of(run), 0);
  return {
    version: 1,
    ...{ id, startedAt, finishedAt, baseline: first.baseline, target: first.target, filters: first.filters },
    status: abort ? 'aborted' : 'finished',
    abort,
    digest: first.digest,
    releases,
    ...(Object.keys(baselineReleases).length > 0 ? { baselineReleases } : {}),
    planned: sum((run) => run.planned),
    unavailable: [...new Set(shards.flatMap((run) => run.unavailable))],
    scenarios,
    endpoints: endpointResults(scenarios, counted),
    requirements: mergeRequirements(shards.flatMap((run) => run.requirements)),
    dbApi: mergeUses(shards.flatMap((run) => run.dbApi)),
    missing: firstSeen(allMissing(scenarios), seen, startedAt),
    ms: {
      total: Date.parse(finishedAt) - Date.parse(startedAt),
      waiting: sum((run) => run.ms.waiting),
      own: sum((run) => run.ms.own),
    },
  };
}

/** Sets when each query was first found: in an earlier run, else now. */
export const firstSeen = (
  missing: readonly MissingQuery[],
  seen: ReadonlyMap<string, string>,
  now: string,
): MissingQuery[] => missing.map((query) => ({ ...query, firstSeen: seen.get(query.id) ?? now }));
