import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endpointName } from '../../assertions/endpoint.ts';
import type { ResponseRule } from '../../assertions/schema.ts';
import { HarnessError } from '../../errors.ts';
import type { Inventory, Json, Service } from '../../model.ts';
import type { Connection } from './connection.ts';

/** A rule as schemas/<service>/responses.json has it; schemas as the service serves them, or as a file beside it. */
type WrittenRule =
  | 'empty'
  | 'data'
  | { readonly refuses: number }
  | { readonly served: string }
  | { readonly file: string };

const GONE = 410;

/** Rules for the answers of one service's endpoints; served schemas are asked of each deployment once. */
export class ResponseRules {
  readonly #folder: string;
  readonly #written: Readonly<Record<string, WrittenRule>>;
  readonly #files = new Map<string, Json>();
  readonly #service: Service;
  readonly #gone: ReadonlySet<string>;
  readonly #served = new WeakMap<Connection, Map<string, Promise<Json>>>();

  /** @param folder Holds a folder per service with its responses.json. */
  constructor(folder: string, { service, endpoints }: Inventory) {
    this.#service = service;
    this.#gone = new Set(endpoints.filter(({ gone }) => gone).map(endpointName));
    this.#folder = join(folder, service);
    this.#written = readJson(join(this.#folder, 'responses.json')) as unknown as Record<string, WrittenRule>;
  }

  /** Undefined for an endpoint without a rule. */
  async rule(endpoint: string, connection: Connection): Promise<ResponseRule | undefined> {
    if (this.#gone.has(endpoint)) return { refuses: GONE };
    const written = Object.hasOwn(this.#written, endpoint) ? this.#written[endpoint] : undefined;
    if (written === undefined || typeof written === 'string' || 'refuses' in written) return written;
    return {
      schema: 'file' in written ? this.#file(written.file) : await this.#ask(written.served, connection),
    };
  }

  #file(name: string): Json {
    const known = this.#files.get(name) ?? readJson(join(this.#folder, name));
    this.#files.set(name, known);
    return known;
  }

  #ask(path: string, connection: Connection): Promise<Json> {
    const served = this.#served.get(connection) ?? new Map<string, Promise<Json>>();
    this.#served.set(connection, served);
    const known = served.get(path) ?? fetchSchema(this.#service, path, connection);
    served.set(path, known);
    return known;
  }
}

async function fetchSchema(
  service: Service,
  path: string,
  { http, keystone, deployment }: Connection,
): Promise<Json> {
  const url = `${keystone.urls[service]}${path}`;
  const { response } = await http.send({ method: 'GET', url, headers: { 'x-auth-token': keystone.token } });
  if (response.body.kind === 'json' && response.status === 200) return response.body.value;
  throw new HarnessError(
    'CATALOG_INCOMPLETE',
    `${deployment.name} answers ${response.status} to ${path}, its schema`,
    {
      fix: 'Answers are checked against the schemas that the service serves; is this its API?',
    },
  );
}

const readJson = (file: string): Json => JSON.parse(readFileSync(file, 'utf8')) as Json;
