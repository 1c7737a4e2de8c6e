import { references } from '../../assertions/variables.ts';
import { HarnessError } from '../../errors.ts';
import { type Scenario, SHARED_RESOURCES } from '../../model.ts';
import { sendPatiently } from '../../openstack/patience.ts';
import type { Connection } from '../run/connection.ts';
import { chosenResources, type Offered } from './choose-resources.ts';
import { findQuotas } from './quotas.ts';

/**
 * Finds the resources of a deployment that scenarios use, and its quotas if one needs them. Only reads. Resources that
 * are known already are kept: from the configuration, or from the initial state of a managed deployment.
 * @throws HarnessError SERVICE_FAILED
 */
export async function withResources(
  connection: Connection,
  scenarios: readonly Scenario[],
): Promise<Connection> {
  const used = new Set(scenarios.flatMap(({ steps, cleanup }) => references([steps, cleanup])));
  const { glance, nova, neutron } = connection.keystone.urls;
  const list = <Kind extends keyof Offered>(kind: Kind, url: string | undefined, path: string) =>
    url === undefined ? [] : listed<Offered[Kind]>(connection, url + path, kind);
  const usesStores = used.has('store') || used.has('other_store');
  const computes = SHARED_RESOURCES.some((name) => used.has(name) && !/store$/.test(name)) ? nova : undefined;
  const SMALLEST = '/v2/images?visibility=public&status=active&sort=size:asc&limit=1';
  // One after the other: of the first two requests at once to a new process of Neutron, one can list nothing.
  const networks = await list('networks', computes && neutron, '/v2.0/networks');
  const subnets = await list('subnets', computes && neutron, '/v2.0/subnets');
  const [stores, images, hidden, flavors, services, hypervisors] = await Promise.all([
    list('stores', usesStores ? glance : undefined, '/v2/info/stores'),
    list('images', computes && glance, SMALLEST),
    list('images', computes && glance, `${SMALLEST}&os_hidden=true`),
    list('flavors', computes, '/flavors/detail'),
    list('services', computes, '/os-services'),
    list('hypervisors', computes, '/os-hypervisors/detail'),
  ]);
  const offered = {
    stores,
    images: [...images, ...hidden],
    flavors,
    networks,
    subnets,
    services,
    hypervisors,
  };
  const shared = chosenResources(offered, connection.deployment.shared);
  const needing = scenarios.filter(({ needs }) => needs?.includes('quotas')).map(({ service }) => service);
  const quotas = await findQuotas(connection, [...new Set(needing)]);
  return { ...connection, deployment: { ...connection.deployment, shared }, quotas };
}

/** What the administrator can list. A refused request lists nothing. */
async function listed<All extends readonly unknown[]>(
  { deployment, http, keystone }: Connection,
  url: string,
  kind: string,
): Promise<All | readonly never[]> {
  const { response } = await sendPatiently(
    http,
    { method: 'GET', url, headers: { 'x-auth-token': await keystone.token() } },
    { who: deployment.name, repeatable: true },
  );
  const { status, body } = response;
  if (status !== 200 && status !== 403 && status !== 404)
    throw new HarnessError('SERVICE_FAILED', `${deployment.name} answers ${status} to GET ${url}`, {
      fix: 'See the log of its service. Scenarios use what this list shows.',
    });
  if (status !== 200 || body.kind !== 'json') return [];
  return (body.value as unknown as Readonly<Record<string, All>>)[kind] ?? [];
}
