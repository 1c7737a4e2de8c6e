import { readFileSync } from 'node:fs';

export const PASSWORD = 'Sup3r-s3cret-w0rd';

const shipped = (path) => readFileSync(new URL(`../../scenarios/${path}`, import.meta.url), 'utf8');

/** A scenario with every possible key. */
const RICH = `name: everything
service: glance
tags: [a, b]
lock: [one, two]
vars: { format: raw, size: 5, flag: true }
steps:
  - use: _shared/setup
  - name: create
    as: admin
    POST: /v2/images
    headers: { x-a: b, "x-\${format}": "\${unique}" }
    json: { id: "\${uuid1}", name: n, tags: [a], deep: { er: [1, 2.5, null, true] } }
    expect:
      status: [200, 201]
      headers: { location: { matches: "/v2/images/.+" } }
      body: { $.id: "\${uuid1}", "$.tags[?@=='a']": { count: 1 }, $: { includes: { name: n } }, $.x: { exists: false } }
    capture: { id: $.id, part: { from: "header:location", matches: "images/(.+)" } }
  - each:
      - GET: /v2/images/\${id}
      - { HEAD: /v2/images, unrouted: true, expect: { status: 405 } }
    as: other
    expect: { status: 404 }
  - curl: >-
      curl -g -i -X GET '\${glance}/v2/images?name=a*' -H "X-Auth-Token: ${PASSWORD}" -H 'Accept: */*'
  - GET: /v2/images/\${id}
    poll: { until: { body: { $.status: active } }, stop_on: { status: [404] }, every: 100ms, timeout: 5s }
    compare: { ordered: [$.tags], reason: they are sorted }
  - { PUT: "/v2/images/\${id}/file", file: body.bin, headers: { content-type: application/octet-stream } }
  - { PATCH: "/v2/images/\${id}", text: "[]", headers: { content-type: application/json } }
cleanup:
  - DELETE: /v2/images/\${id}
`;

export const SETUP = `name: setup
service: glance
steps:
  - GET: /v2/images
    capture: { first: "$.images[0].id" }
`;

export const SCENARIOS = [
  RICH,
  ...['glance/images/list-sort.yaml', 'glance/images/members.yaml', 'glance/tasks/list.yaml'].map(shipped),
  ...['nova/servers/rebuild.yaml', 'nova/flavors/create-errors.yaml', 'nova/gone.yaml'].map(shipped),
];

/** Nothing listens at this address, so that nothing is booted and no request succeeds. */
const NOWHERE = 'http://127.0.0.1:9/v3';

export const CONFIG = `baseline:
  auth_url: ${NOWHERE}
  username: admin
  password: ${PASSWORD}
  project: admin
targets:
  fake: { cloud: lab, region: one, services: [glance, nova], shared: { image: a, flavor: "1" } }
  other:
    auth_url: "${NOWHERE}"
    username: admin
    password: '${PASSWORD}'
    project: admin
    user_domain: Default
    interface: internal
    folders: [/var/lib/images]
  rome: { managed: rome, profile: { limit: ignore, Query.union: refuse }, copy: { glance: api.py } }
  sql: { managed: sql, database: mariadb }
`;

export const CLOUDS = `clouds:
  lab:
    profile: hoster
    auth:
      auth_url: ${NOWHERE}
      username: admin
      password: ${PASSWORD}
      project_name: admin
      user_domain_name: Default
      project_domain_id: default
    regions: [one, { name: two, values: { interface: internal } }]
    interface: public
    identity_api_version: 3
    verify: true
  credential:
    auth_type: v3applicationcredential
    auth: { auth_url: "${NOWHERE}", application_credential_id: i, application_credential_secret: ${PASSWORD} }
`;

export const PUBLIC_CLOUDS = 'public-clouds: { hoster: { auth: { auth_url: "http://127.0.0.1:9/v3" } } }\n';

const FRAME = { file: 'discovery/glance/api.py', line: 12, function: 'image_get_all' };
const REQUIREMENT = { id: 'image_get_all limit', dbApi: 'image_get_all', construct: 'limit', at: FRAME };
const MISSING = {
  ...REQUIREMENT,
  way: 'wrong',
  reached: true,
  evidence: '4 rows',
  place: FRAME,
  firstSeen: '2026-01-01T00:00:00Z',
};
const response = (names) => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: { kind: 'json', value: { images: names.map((name) => ({ name })) } },
});
const exchange = (names) => ({
  requestId: 'req-1',
  actor: 'admin',
  method: 'GET',
  url: `${NOWHERE}/v2/images?limit=1`,
  requestHeaders: { accept: '*/*' },
  requestBody: { json: { a: [1] } },
  response: response(names),
  ms: 5,
});
const step = (name, verdict, more = {}) => ({
  ...{
    name,
    place: { file: 'scenarios/glance/x.yaml', line: 5, column: 5 },
    service: 'glance',
    endpoint: 'GET /v2/images',
    verdict,
  },
  ...{
    exchanges: { baseline: exchange(['a']), target: exchange(['a', 'b']) },
    differences: [],
    answered: true,
    failures: [],
    requirements: [REQUIREMENT.id],
    missing: [],
  },
  ...more,
});

export const RUN = {
  ...{
    version: 1,
    id: 'run-1',
    startedAt: '2026-01-02T03:04:05.000Z',
    finishedAt: '2026-01-02T03:05:05.000Z',
    status: 'finished',
  },
  ...{
    baseline: 'sql',
    target: 'rome',
    filters: [],
    digest: 'd',
    releases: { glance: '25.1.0' },
    planned: 2,
    untold: ['nothing'],
  },
  scenarios: [
    {
      ...{
        id: 'glance/none/x',
        file: 'scenarios/glance/none/x.yaml',
        name: 'x',
        service: 'glance',
        ms: 12,
        failures: [],
      },
      steps: [
        step('first', 'identical', { valid: true, roundTrips: 3 }),
        step('second', 'differs', {
          differences: [{ path: '$.images', kind: 'length', baseline: 1, target: 2 }],
          failures: [
            {
              code: 'EXPECTATION',
              message: 'status is 500',
              side: 'target',
              place: { file: 'a.yaml', line: 1, column: 1 },
            },
          ],
          missing: [MISSING],
        }),
        step('third', 'blocked', { blockedBy: 'second', exchanges: {}, answered: false }),
      ],
    },
    {
      id: 'glance/none/y',
      file: 'scenarios/glance/none/y.yaml',
      name: 'y',
      service: 'glance',
      ms: 3,
      failures: [{ code: 'CLEANUP', message: 'left', side: 'target' }],
      steps: [step('only', 'refused')],
    },
  ],
  endpoints: [
    {
      ...{
        service: 'glance',
        endpoint: 'GET /v2/images',
        verdict: 'differs',
        called: 3,
        levels: { called: true, answered: true, valid: true, identical: false },
      },
      ...{
        cost: {
          requests: 3,
          median: { baseline: 5, target: 6 },
          p95: { baseline: 7, target: 9 },
          ratio: { median: 1.2, p95: 1.3 },
        },
      },
      ...{
        facets: ['200 admin ?limit'],
        scenarios: ['glance/none/x'],
        requirements: [REQUIREMENT.id],
        missing: [REQUIREMENT.id],
      },
    },
  ],
  requirements: [REQUIREMENT],
  dbApi: [{ name: 'image_get_all', endpoints: ['GET /v2/images'], constructs: ['limit'] }],
  missing: [MISSING],
  ms: { total: 60_000, waiting: 1000, own: 500 },
};

export const SHARD = { ...RUN, shard: { index: 1, of: 2, plan: 'p' } };

export const HISTORY = {
  ...{
    version: 1,
    id: 'run-0',
    startedAt: '2026-01-01T03:04:05.000Z',
    baseline: 'sql',
    target: 'rome',
    digest: 'd',
    ms: 50_000,
    missing: [REQUIREMENT.id],
  },
  endpoints: [
    {
      service: 'glance',
      endpoint: 'GET /v2/images',
      verdict: 'identical',
      level: 4,
      ms: { baseline: 4, target: 5 },
    },
  ],
  scenarios: { 'glance/none/x': 12 },
};

export const GAPS = {
  version: 1,
  scores: [
    {
      ...{
        construct: 'limit',
        way: 'ignore',
        scenarios: 1,
        shows: true,
        found: true,
        needed: 1,
        localised: 1,
        reported: 1,
        own: 1,
      },
      ...{ others: [], notLocalised: [], predicted: 1, surprises: [] },
    },
  ],
};
