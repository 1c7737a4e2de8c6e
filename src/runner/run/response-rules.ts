import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endpointName } from '../../assertions/endpoint.ts';
import { microversionOf } from '../../assertions/microversion.ts';
import type { ResponseRule } from '../../assertions/schema/schema.ts';
import { schemaAt } from '../../assertions/schema/schema-at.ts';
import { type WrittenRules, writtenRule } from '../../assertions/schema/written-rules.ts';
import { HarnessError } from '../../errors.ts';
import type { Inventory, Json, Response, Service } from '../../model.ts';
import { sendPatiently } from '../../openstack/patience.ts';
import type { Connection } from './connection.ts';

const GONE = 410;

/** Response rules of one service's endpoints. A schema that the service serves is fetched once per deployment. */
export class ResponseRules {
  readonly #folder: string;
  readonly #written: WrittenRules;
  readonly #files = new Map<string, Json>();
  /** Keyed by reference and microversion, so that each schema is compiled once. */
  readonly #plain = new Map<string, Json>();
  readonly #service: Service;
  readonly #gone: ReadonlySet<string>;
  readonly #served = new WeakMap<Connection, Map<string, Promise<Json>>>();

  /** @param folder has a folder per service with its responses.json */
  constructor(folder: string, { service, endpoints }: Inventory) {
    this.#service = service;
    this.#gone = new Set(endpoints.filter(({ gone }) => gone).map(endpointName));
    this.#folder = join(folder, service);
    this.#written = readJson(join(this.#folder, 'responses.json')) as WrittenRules;
  }

  /**
   * The rule at the microversion of a response; undefined if the endpoint has none.
   * @param connection to the deployment that answered
   * @throws HarnessError SERVICE_FAILED if the service does not serve the schema; errors of HttpClient
   */
  async rule(
    endpoint: string,
    response: Response,
    connection: Connection,
  ): Promise<ResponseRule | undefined> {
    if (this.#gone.has(endpoint)) return { refuses: GONE };
    const microversion = microversionOf(response);
    const written = writtenRule(this.#written, endpoint, microversion);
    if (typeof written !== 'object' || 'refuses' in written) return written;
    if ('served' in written) return { schema: await this.#ask(written.served, connection) };
    return { schema: this.#schema(written.file, microversion) };
  }

  #schema(reference: string, microversion: string): Json {
    const key = `${reference} ${microversion}`;
    const known = this.#plain.get(key) ?? schemaAt(reference, microversion, (file) => this.#file(file));
    this.#plain.set(key, known);
    return known;
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
    // Retry a failed fetch on the next call.
    known.catch(() => served.delete(path));
    return known;
  }
}

async function fetchSchema(
  service: Service,
  path: string,
  { http, keystone, deployment }: Connection,
): Promise<Json> {
  const url = `${keystone.urls[service]}${path}`;
  const headers = { 'x-auth-token': await keystone.token() };
  const { response } = await sendPatiently(
    http,
    { method: 'GET', url, headers },
    { who: `${service} of ${deployment.name}`, repeatable: true },
  );
  if (response.body.kind === 'json' && response.status === 200) return response.body.value;
  throw new HarnessError(
    'SERVICE_FAILED',
    `${service} of ${deployment.name} answers ${response.status} to ${path}, its schema`,
    { fix: 'Check its URL: responses are validated against the schemas that the service provides.' },
  );
}

const readJson = (file: string): Json => JSON.parse(readFileSync(file, 'utf8')) as Json;
