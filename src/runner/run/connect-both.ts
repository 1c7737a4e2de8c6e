import { setMaxListeners } from 'node:events';
import type { AnswerLimits, Deployment, PerSide, Scenario, Service } from '../../model.ts';
import { SIDES } from '../../model.ts';
import { rootOf } from '../../openstack/catalog.ts';
import { withResources } from '../resources/find-resources.ts';
import { type Connection, connect } from './connection.ts';

export interface ConnectOptions {
  /** Time and size limits of an answer. */
  readonly limits?: Partial<AnswerLimits>;
  readonly signal: AbortSignal;
}

/**
 * Connects to both deployments and finds what scenarios use there. If one of them fails, nothing stays open.
 * @param services the services that the run needs
 * @throws HarnessError if a deployment is unreachable, rejects the credentials or lacks a service
 */
export async function connectBoth(
  deployments: PerSide<Deployment>,
  scenarios: readonly Scenario[],
  services: readonly Service[],
  { limits, signal }: ConnectOptions,
): Promise<PerSide<Connection>> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  // Every pending request adds a listener.
  setMaxListeners(0, either);
  const opened: Connection[] = [];
  const opening = SIDES.map(async (side) => {
    const connection = await connect(deployments[side], services, limits, either);
    opened.push(connection);
    return withResources(connection, scenarios);
  });
  try {
    const [baseline, target] = await Promise.all(opening);
    return { baseline, target } as PerSide<Connection>;
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(opening);
    await Promise.all(opened.map(({ http }) => http.close()));
    throw error;
  }
}

/** A warning for each service that is the same on both sides, because scenarios choose the same ids on both. */
export const sameServices = (
  { baseline, target }: PerSide<Connection>,
  services: readonly Service[],
): readonly string[] =>
  services.flatMap((service) => {
    const root = rootAt(target, service);
    return root !== undefined && root === rootAt(baseline, service)
      ? [`a reliable comparison: both sides are the same ${service}, ${root}`]
      : [];
  });

const rootAt = ({ keystone }: Connection, service: Service): string | undefined => {
  const url = keystone.urls[service];
  return url === undefined ? undefined : rootOf(url.replace(/\/+$/, ''));
};

export async function closeBoth({ baseline, target }: PerSide<Connection>): Promise<void> {
  await Promise.all([baseline.http.close(), target.http.close()]);
}
