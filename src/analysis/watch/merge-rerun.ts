import { byText, type Inventories, type RunFile, type Service } from '../../model.ts';
import { withRunCauses } from '../run-causes.ts';
import { mergeUses } from '../trace/db-api-uses.ts';
import { mergeRequirements } from '../trace/requirements.ts';
import { allMissing, endpointResults } from '../verdict.ts';

/**
 * Replaces the scenarios that ran again, at a later state of their files or of the copy. The run notes this as
 * unavailable. Removes those whose files are gone.
 * @param again absent if nothing ran again
 * @param present ids of the scenarios that still exist
 */
export function mergeRerun(
  run: RunFile,
  again: RunFile | undefined,
  inventories: Inventories,
  present: ReadonlySet<string>,
): RunFile {
  const { scenarios: rerun, releases: ofRerun, missing, requirements, dbApi } = again ?? NOTHING;
  const there = run.scenarios.filter(({ id }) => present.has(id));
  const ids = new Set(rerun.map(({ id }) => id));
  const kept = there.filter(({ id }) => !ids.has(id));
  const scenarios = withRunCauses([...kept, ...rerun].sort((a, b) => byText(a.id, b.id)));
  const releases = { ...run.releases, ...ofRerun };
  const services = Object.keys(releases) as Service[];
  const seen = new Map([...missing, ...run.missing].map(({ id, firstSeen }) => [id, firstSeen]));
  return {
    ...run,
    ...(again?.finishedAt === undefined ? {} : { finishedAt: again.finishedAt }),
    releases,
    planned: Math.max(run.planned - (run.scenarios.length - there.length), scenarios.length),
    unavailable: again
      ? [
          ...run.unavailable.filter((each) => !each.startsWith(LATER)),
          `${LATER} the last was at ${again.startedAt}`,
        ]
      : run.unavailable,
    scenarios,
    endpoints: endpointResults(
      scenarios,
      Object.fromEntries(services.map((service) => [service, inventories[service]])),
    ),
    requirements: mergeRequirements([...run.requirements, ...requirements]),
    dbApi: mergeUses([...run.dbApi, ...dbApi]),
    missing: allMissing(scenarios).map((query) => {
      const firstSeen = seen.get(query.id);
      return firstSeen === undefined ? query : { ...query, firstSeen };
    }),
  };
}

const NOTHING = { scenarios: [], releases: {}, missing: [], requirements: [], dbApi: [] };

const LATER = 'a single state: --watch ran some scenarios again,';
