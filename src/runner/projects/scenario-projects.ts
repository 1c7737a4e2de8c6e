import { HarnessError } from '../../errors.ts';
import type { Failure, PerSide, Scenario, Side } from '../../model.ts';
import { ACTORS, SHARED_RESOURCES, SIDES } from '../../model.ts';
import type { LearnSecret } from '../../openstack/identity.ts';
import { ownName } from '../own-name.ts';
import type { Connection } from '../run/connection.ts';
import { actorsOf } from './actors.ts';
import { withinDeadline } from './deadline.ts';
import { ownProject, type Project } from './own-project.ts';

/**
 * Creates a scenario's projects on both sides.
 * @param learn receives the users' passwords and tokens
 * @param run the run's signal
 * @throws NotPrepared if a Keystone failed, HarnessError if a deployment is unreachable or rejects our credentials
 */
export async function createProjects(
  scenario: Scenario,
  connections: PerSide<Connection>,
  learn: LearnSecret,
  run: AbortSignal,
): Promise<PerSide<Project>> {
  const actors = actorsOf(scenario);
  // Names are unique per side, since both sides may share one Keystone.
  const [baseline, target] = await Promise.allSettled([
    ownProject(connections.baseline, ownName(), actors, learn, run),
    ownProject(connections.target, ownName(), actors, learn, run),
  ]);
  if (baseline.status === 'fulfilled' && target.status === 'fulfilled')
    return { baseline: baseline.value, target: target.value };
  const made = [baseline, target].flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const left = await Promise.allSettled(made.map(({ remove }) => withinDeadline(run, remove)));
  const reasons = [baseline, target, ...left].map((each) =>
    each.status === 'rejected' ? (each.reason as unknown) : undefined,
  );
  const fatal = reasons.find((reason) => reason !== undefined && !isServiceFailure(reason));
  if (fatal) throw fatal;
  throw new NotPrepared(
    SIDES.flatMap((side, index) => {
      const reason = reasons[index];
      return isServiceFailure(reason) ? [{ ...reason.failure, side }] : [];
    }),
  );
}

/** A service failed to give what a scenario needs before its first step. This fails only that scenario. */
export class NotPrepared extends Error {
  readonly failures: readonly (Failure & { readonly side: Side })[];

  constructor(failures: readonly (Failure & { readonly side: Side })[]) {
    super('not prepared');
    this.failures = failures;
  }
}

/** Whether a service answered with an error. Other requests may still succeed. */
export const isServiceFailure = (error: unknown): error is HarnessError =>
  error instanceof HarnessError && error.code === 'SERVICE_FAILED';

/** Shared resources that both deployments have, in pairs. */
export const sharedPairs = ({ baseline, target }: PerSide<Connection>): [string, string][] =>
  SHARED_RESOURCES.flatMap((name): [string, string][] => {
    const [id, other] = [baseline.deployment.shared?.[name], target.deployment.shared?.[name]];
    return id === undefined || other === undefined ? [] : [[id, other]];
  });

/** Ids that Keystone created for this scenario, in pairs. */
export const knownPairs = ({ baseline, target }: PerSide<Project>): [string, string][] =>
  [
    [baseline.id, target.id] as const,
    [baseline.otherId, target.otherId] as const,
    ...ACTORS.map((actor) => [baseline.userIds[actor], target.userIds[actor]] as const),
  ].flatMap(([one, other]) => (one && other ? [[one, other]] : []));
