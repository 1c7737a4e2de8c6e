import { HarnessError } from '../../errors.ts';
import type { PerSide, Service } from '../../model.ts';
import { sendPatiently } from '../../openstack/patience.ts';
import type { Connection, Quotas } from '../run/connection.ts';

/** Reads the quotas that a new project has. */
export async function findQuotas(
  { deployment, http, keystone }: Connection,
  services: readonly Service[],
): Promise<Quotas> {
  const found = services.map(async (service) => {
    const path = service === 'nova' ? `/os-quota-sets/${keystone.projectId}/defaults` : '/v2/info/usage';
    const headers = { 'x-auth-token': await keystone.token() };
    const { response } = await sendPatiently(
      http,
      { method: 'GET', url: `${keystone.urls[service]}${path}`, headers },
      { who: `${service} of ${deployment.name}`, repeatable: true },
    );
    const { status, body } = response;
    if (status >= 500)
      throw new HarnessError(
        'SERVICE_FAILED',
        `${service} of ${deployment.name} answers ${status} to ${path}`,
        {
          fix: 'See its log. Scenarios with `needs: [quotas]` run only if both deployments have the same quotas.',
        },
      );
    return [service, status === 200 && body.kind === 'json' ? numbersIn(body.value) : undefined] as const;
  });
  return Object.fromEntries((await Promise.all(found)).filter(([, limits]) => limits !== undefined));
}

/** Numbers of `{ quota_set: { cores: 20 } }`, and limits of `{ usage: { image_count_total: { limit: 10 } } }`. */
function numbersIn(body: unknown): Readonly<Record<string, number>> {
  const members = Object.values(body ?? {}).flatMap((each) => Object.entries(each ?? {}));
  const limits = members.map(([name, value]) => [
    name,
    (value as { limit?: unknown } | null)?.limit ?? value,
  ]);
  return Object.fromEntries(limits.filter(([, value]) => typeof value === 'number'));
}

/** How both deployments' quotas for a service differ; undefined if they are the same. */
export function quotaDifference(
  service: Service,
  names: PerSide<string>,
  quotas: PerSide<Quotas>,
): string | undefined {
  const [mine, theirs] = [quotas.baseline[service], quotas.target[service]];
  if (!mine && !theirs) return undefined;
  if (!mine || !theirs) return `only ${mine ? names.baseline : names.target} shows the quotas of a project`;
  const all = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])].sort();
  const different = all
    .filter((name) => mine[name] !== theirs[name])
    .map((name) => `${name} ${theirs[name] ?? 'without'}, not ${mine[name] ?? 'without'}`);
  return different.length > 0
    ? `${names.target} has other quotas than ${names.baseline}: ${different.join('; ')}`
    : undefined;
}
