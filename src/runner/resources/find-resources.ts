import schema from '../../../schemas/resource-lists.schema.json' with { type: 'json' };
import { references } from '../../assertions/variables.ts';
import { Contracts } from '../../contracts/contracts.ts';
import { type Scenario, SHARED_RESOURCES } from '../../model.ts';
import { isServiceFailure } from '../projects/scenario-projects.ts';
import { hidingIn } from '../redact/redact-result.ts';
import type { Connection, Unread } from '../run/connection.ts';
import { chosenResources, type Offered } from './choose-resources.ts';
import { distinguishesCase } from './distinguishes-case.ts';
import { findQuotas } from './quotas.ts';
import { readList } from './read-list.ts';

/**
 * Finds the resources of a deployment that scenarios use, and its quotas if one needs them. Only reads. Resources that
 * are known already are kept: from the configuration, or from the initial state of a managed deployment.
 * A list that cannot be read fails only the scenarios that need it.
 */
export const withResources = (connection: Connection, scenarios: readonly Scenario[]): Promise<Connection> =>
  hidingIn(connection.secrets, () => foundResources(connection, scenarios));

async function foundResources(connection: Connection, scenarios: readonly Scenario[]): Promise<Connection> {
  const used = new Set(scenarios.flatMap(({ steps, cleanup }) => references([steps, cleanup])));
  const { glance, nova, neutron } = connection.keystone.urls;
  const unread: { -readonly [kind in keyof Unread]: Unread[kind] } = {};
  const noted =
    <Empty>(kind: keyof Unread, empty: Empty) =>
    (error: unknown): Empty => {
      if (!isServiceFailure(error)) throw error;
      unread[kind] = error.failure;
      return empty;
    };
  const list = <Kind extends keyof Offered>(kind: Kind, url: string | undefined, path: string) =>
    url === undefined ? [] : listed(connection, url + path, kind).catch(noted(kind, []));
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
  const quotas = await findQuotas(connection, [...new Set(needing)]).catch(noted('quotas', {}));
  const needsExactValues = scenarios.some(({ needs }) => needs?.includes('exact_values'));
  const hasExactValues = needsExactValues
    ? await distinguishesCase(connection).catch(unlessServiceFails)
    : undefined;
  return { ...connection, deployment: { ...connection.deployment, shared }, quotas, hasExactValues, unread };
}

/** A service that fails answers nothing, and its scenarios show why. */
function unlessServiceFails(error: unknown): undefined {
  if (!isServiceFailure(error)) throw error;
}

const LISTS = new Contracts<Offered>(schema, 'Offered');

/** What the administrator can list. A refused request lists nothing. */
const listed = async <Kind extends keyof Offered>(
  connection: Connection,
  url: string,
  kind: Kind,
): Promise<Offered[Kind] | readonly never[]> =>
  (await readList(connection, url, kind, LISTS.validator(kind)))?.items ?? [];
