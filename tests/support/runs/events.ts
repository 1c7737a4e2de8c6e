import type { TraceEvent } from '../../../src/model.ts';

type Statement = Extract<TraceEvent, { kind: 'statement' }>;
type Query = Extract<TraceEvent, { kind: 'query' }>;
type Call = Extract<TraceEvent, { kind: 'call' }>;
type Refusal = Extract<TraceEvent, { kind: 'refusal' }>;

const context = (dbApi: string, file: string) => ({
  request: 'req-1',
  time: 1,
  db_api: dbApi,
  at: { file, line: 700, function: dbApi },
});

/** Makes events of DB-API functions in one file, as the probe writes them. */
export class Probe {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  statement(dbApi: string, parts: Partial<Statement> = {}): Statement {
    return {
      ...context(dbApi, this.#file),
      kind: 'statement',
      constructs: ['select'],
      sql: 'SELECT images.id FROM images',
      ms: 1,
      ...parts,
    };
  }

  query(dbApi: string, construct: string, parts: Partial<Query> = {}): Query {
    return { ...context(dbApi, this.#file), kind: 'query', construct, ...parts };
  }

  /** A call of a function from outside the DB API, unless `parts` says otherwise. */
  call(name: string, parts: Partial<Call> = {}): Call {
    return { request: 'req-1', time: 1, kind: 'call', function: name, ms: 1, ...parts };
  }

  transaction(dbApi: string, ended: string): TraceEvent {
    return { ...context(dbApi, this.#file), kind: 'transaction', ended };
  }

  refusal(dbApi: string, construct: string, parts: Partial<Refusal> = {}): Refusal {
    return {
      ...context(dbApi, this.#file),
      kind: 'refusal',
      construct,
      detail: `${construct} is not supported`,
      traceback: [],
      ...parts,
    };
  }
}

export const ON_BASELINE = new Probe('/glance/db/sqlalchemy/api.py');
export const ON_TARGET = new Probe('/run/discovery/api.py');
