import { byText, type Inventories, type RunFile, type Service } from '../../model.ts';
import { withRunCauses } from '../run-causes.ts';
import { mergeUses } from '../trace/db-api-uses.ts';
import { mergeRequirements } from '../trace/requirements.ts';
import { allMissing, endpointResults } from '../verdict.ts';

/**
 * Replaces the scenarios that ran again, at a later state of their files or of the copy. The run notes this as
 * unavailable.
 */
export function mergeRerun(run: RunFile, again: RunFile, inventories: Inventories): RunFile {
  const rerun = new Map(again.scenarios.map((scenario) => [scenario.id, scenario]));
  const kept = run.scenarios.filter(({ id }) => !rerun.has(id));
  const scenarios = withRunCauses([...kept, ...again.scenarios].sort((a, b) => byText(a.id, b.id)));
  const releases = { ...run.releases, ...again.releases };
  const services = Object.keys(releases) as Service[];
  const seen = new Map([...again.missing, ...run.missing].map(({ id, firstSeen }) => [id, firstSeen]));
  return {
    ...run,
    ...(again.finishedAt === undefined ? {} : { finishedAt: again.finishedAt }),
    releases,
    planned: Math.max(run.planned, scenarios.length),
    unavailable: [
      ...run.unavailable.filter((each) => !each.startsWith(LATER)),
      `${LATER} the last was at ${again.startedAt}`,
    ],
    scenarios,
    endpoints: endpointResults(
      scenarios,
      Object.fromEntries(services.map((service) => [service, inventories[service]])),
    ),
    requirements: mergeRequirements([...run.requirements, ...again.requirements]),
    dbApi: mergeUses([...run.dbApi, ...again.dbApi]),
    missing: allMissing(scenarios).map((query) => {
      const firstSeen = seen.get(query.id);
      return firstSeen === undefined ? query : { ...query, firstSeen };
    }),
  };
}

const LATER = 'a single state: --watch ran some scenarios again,';
