import type {
  EndpointResult,
  Exchange,
  MissingQuery,
  Requirement,
  Response,
  RunFile,
  ScenarioResult,
  StepResult,
} from '../../../src/model.ts';

const AT = { file: '/glance/db/sqlalchemy/api.py', line: 700, function: 'image_get_all' };

export const response = (parts: Partial<Response> = {}): Response => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: { kind: 'json', value: { images: [] } },
  ...parts,
});

export const exchange = (parts: Partial<Exchange> = {}): Exchange => ({
  requestId: 'req-1',
  actor: 'member',
  method: 'GET',
  url: 'http://127.0.0.1:9292/v2/images',
  requestHeaders: {},
  response: response(),
  ms: 12,
  ...parts,
});

export const requirement = (dbApi: string, construct: string, line = AT.line): Requirement => ({
  id: `${dbApi} ${construct}`,
  dbApi,
  construct,
  at: { ...AT, line, function: dbApi },
});

export const missing = (
  dbApi: string,
  construct: string,
  parts: Partial<MissingQuery> = {},
): MissingQuery => ({
  ...requirement(dbApi, construct),
  id: `${dbApi} ${construct}`,
  way: 'refused',
  reached: true,
  evidence: 'not supported',
  ...parts,
});

export const step = (parts: Partial<StepResult> = {}): StepResult => ({
  name: 'list',
  place: { file: 'scenarios/glance/images/list.yaml', line: 4, column: 5 },
  service: 'glance',
  endpoint: 'GET /v2/images',
  verdict: 'identical',
  exchanges: { baseline: exchange(), target: exchange({ url: 'http://127.0.0.1:9393/v2/images' }) },
  differences: [],
  answered: true,
  failures: [],
  requirements: [],
  missing: [],
  ...parts,
});

export const scenario = (
  id: string,
  steps: readonly StepResult[],
  parts: Partial<ScenarioResult> = {},
): ScenarioResult => ({
  id,
  file: `scenarios/${id}.yaml`,
  name: `What ${id} shows`,
  service: 'glance',
  steps,
  failures: [],
  ms: 40,
  ...parts,
});

export const endpointResult = (parts: Partial<EndpointResult> = {}): EndpointResult => ({
  service: 'glance',
  endpoint: 'GET /v2/images',
  verdict: 'identical',
  called: 1,
  levels: { called: true, answered: true, valid: true, identical: true },
  facets: ['200 member'],
  scenarios: ['glance/images/list'],
  requirements: [],
  missing: [],
  ...parts,
});

export const runFile = (scenarios: readonly ScenarioResult[], parts: Partial<RunFile> = {}): RunFile => ({
  version: 1,
  id: '0f7a9f0e-0000-4000-8000-000000000001',
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:01.000Z',
  status: 'finished',
  baseline: 'sql',
  target: 'rome',
  filters: [],
  releases: { glance: '25.1.0' },
  planned: scenarios.length,
  unavailable: [],
  scenarios,
  endpoints: [],
  requirements: [],
  dbApi: [],
  missing: [],
  ms: { total: 1000, waiting: 300, own: 100 },
  ...parts,
});
