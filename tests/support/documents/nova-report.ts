/** The functions that the report of the first port (Nova to ROME, 2015) lists, and where each is in Nova 26.2. */

/** Where a function of the report is now. */
export type Whereabouts =
  /** A function in the inventory: of `nova.db.main.api`, or of an object that queries the API database. */
  | { readonly kind: 'db-api'; readonly name: string }
  /** A function of `nova.db.main.api` that only other functions call. The probe does not record it. */
  | { readonly kind: 'helper'; readonly name: string }
  /** Removed with nova-network and its tables. `instead`: endpoints that used it, or that do its job now. */
  | { readonly kind: 'nova-network'; readonly table: string; readonly instead?: Instead }
  /** Nova 26.2 does not have it, for another reason. */
  | { readonly kind: 'none'; readonly why: string };

export interface Instead {
  readonly endpoints: readonly string[];
  /** What happens to their requests: `they answer 410`. */
  readonly how: string;
}

export interface ReportedFunction {
  readonly name: string;
  /** What the report requires of the function, besides that it works. */
  readonly asks?: string;
  readonly now: Whereabouts;
  /** Endpoints that reach the function in some runs only. The table omits them. */
  readonly sometimes?: readonly string[];
  /** Tests of this project on ROME, `<module>.<class>.<test>` below tests/python/rome/services. */
  readonly tests?: readonly string[];
  /** Nova's own tests, run on ROME: `nova.tests.…`. */
  readonly novaTests?: readonly string[];
}

const dbApi = (name: string): Whereabouts => ({ kind: 'db-api', name });
const novaNetwork = (table: string, instead?: Instead): Whereabouts => ({
  kind: 'nova-network',
  table,
  ...(instead ? { instead } : {}),
});

const REGISTRATION = 'test_nova_discovery.Discovery.test_a_registration_holds_its_lock_until_it_is_made';
const LOCKED = 'a distributed lock around the creation, released after it';

export const REPORT: readonly ReportedFunction[] = [
  {
    name: 'get_session',
    now: { kind: 'none', why: 'a context gets its session from the enginefacade, `context.session`' },
    tests: ['test_nova_discovery.Discovery.test_sessions_are_romes'],
  },
  {
    name: 'model_query',
    now: { kind: 'helper', name: 'model_query' },
    tests: ['test_nova_discovery.Discovery.test_queries_are_romes_and_know_what_is_deleted'],
  },
  {
    name: 'service_create',
    asks: LOCKED,
    now: dbApi('service_create'),
    tests: [
      REGISTRATION,
      'test_nova_discovery.Discovery.test_a_registration_that_fails_leaves_no_lock',
      'test_nova_concurrency.OnRome.test_computes_that_register_at_once_give_one_service',
    ],
  },
  {
    name: 'service_create_',
    asks: LOCKED,
    now: {
      kind: 'none',
      why: 'it was the port’s own helper, inside its `service_create`; ROME locks the unique values of an INSERT',
    },
    tests: [REGISTRATION],
  },
  {
    name: 'service_update',
    asks: 'only if `report_count` in the new values is the one that was read',
    now: dbApi('service_update'),
    // Nova makes the deleted record again. Its first heartbeat can fall into the request.
    sometimes: ['DELETE /os-services/{id}'],
    tests: [
      'test_nova_discovery.Discovery.test_a_heartbeat_is_written_over_the_count_that_it_read',
      'test_nova_discovery.Discovery.test_a_heartbeat_that_nobody_tries_again_is_not_refused',
      'test_nova_concurrency.OnRome.test_heartbeats_lose_nothing',
    ],
  },
  {
    name: 'compute_node_get_all',
    now: dbApi('compute_node_get_all'),
    novaTests: ['nova.tests.unit.db.main.test_api.ComputeNodeTestCase.test_compute_node_get_all'],
  },
  { name: 'compute_node_update', now: dbApi('compute_node_update') },
  {
    name: 'floating_ip_deallocate',
    now: novaNetwork('floating_ips', {
      endpoints: ['DELETE /os-floating-ips/{id}'],
      how: 'Neutron does it',
    }),
  },
  {
    name: 'fixed_ip_associate',
    now: novaNetwork('fixed_ips', {
      endpoints: ['POST /servers/{id}/action#addFixedIp'],
      how: 'Neutron does it',
    }),
  },
  {
    name: 'fixed_ip_associate_pool',
    asks: 'a lock and additional checks',
    now: novaNetwork('fixed_ips', {
      endpoints: ['POST /servers/{id}/action#addFixedIp'],
      how: 'Neutron does it, and chooses the address',
    }),
  },
  { name: 'fixed_ip_disassociate_all_by_timeout', now: novaNetwork('fixed_ips') },
  { name: 'fixed_ip_get_by_instance', now: novaNetwork('fixed_ips') },
  {
    name: 'fixed_ip_update',
    now: novaNetwork('fixed_ips', {
      endpoints: ['POST /os-fixed-ips/{id}/action#reserve', 'POST /os-fixed-ips/{id}/action#unreserve'],
      how: 'they answer 410',
    }),
  },
  {
    name: 'instance_get_all',
    now: dbApi('instance_get_all'),
    novaTests: ['nova.tests.unit.db.main.test_api.InstanceTestCase.test_instance_get_all_with_meta'],
  },
  { name: 'instance_get_all_by_filters', now: dbApi('instance_get_all_by_filters') },
  { name: 'network_get_associated_fixed_ips', now: novaNetwork('fixed_ips') },
  {
    name: 'block_device_mapping_update_or_create',
    now: dbApi('block_device_mapping_update_or_create'),
    tests: ['test_nova_concurrency.OnRome.test_attaches_of_one_device_make_one_mapping'],
  },
  { name: '_security_group_create', now: dbApi('security_group_create') },
  { name: 'flavor_get_all', now: dbApi('flavor._flavor_get_all_from_db') },
  { name: 'aggregate_get_by_metadata_key', now: dbApi('aggregate._get_by_metadata_from_db') },
  { name: 'aggregate_update', now: dbApi('aggregate._aggregate_update_to_db') },
  { name: 'aggregate_metadata_add', now: dbApi('aggregate._metadata_add_to_db') },
  { name: 'action_event_finish', now: dbApi('action_event_finish') },
  {
    name: 'instance_group_update',
    now: dbApi('instance_group.InstanceGroup._save_in_db'),
    novaTests: ['nova.tests.functional.db.test_instance_group.InstanceGroupObjectTestCase.test_save'],
  },
];
