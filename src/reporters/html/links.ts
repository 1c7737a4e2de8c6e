import type { Service } from '../../model.ts';
import { addressOf } from './packs.ts';
import type { ReportData } from './report-data.ts';

export interface EndpointKey {
  readonly service: Service;
  readonly endpoint: string;
}

export const endpointKey = ({ service, endpoint }: EndpointKey): string => `${service} ${endpoint}`;

/**
 * A unique name for each of `names`, safe in paths and anchors. Same order and, for the same input, the same result.
 */
export function slugs(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const plain = slug(name);
    let free = plain;
    for (let count = 2; taken.has(free); count++) free = `${plain}-${count}`;
    taken.add(free);
    return free;
  });
}

/** File names may have up to 255 bytes. */
const LONGEST = 120;

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, LONGEST) || 'unnamed';

/** Names and links of the pages of endpoints, queries, functions and scenarios. */
export class Links {
  readonly #endpoints: ReadonlyMap<string, string>;
  readonly #queries: ReadonlyMap<string, string>;
  readonly #functions: ReadonlyMap<string, string>;
  readonly #scenarios: ReadonlyMap<string, string>;
  readonly #steps: ReadonlyMap<string, readonly string[]>;

  constructor({ run, functions }: ReportData) {
    this.#endpoints = pages('endpoints', run.endpoints.map(endpointKey));
    this.#queries = pages(
      'queries',
      run.missing.map(({ id }) => id),
    );
    this.#functions = pages(
      'functions',
      functions.map(({ name }) => name),
    );
    this.#scenarios = pages(
      'scenarios',
      run.scenarios.map(({ id }) => id),
    );
    this.#steps = new Map(
      run.scenarios.map(({ id, steps }) => [id, slugs(steps.map(({ name }) => `step ${name}`))]),
    );
  }

  /** The name of the page about something; undefined if it has none. */
  readonly pages = {
    endpoint: (key: EndpointKey) => this.#endpoints.get(endpointKey(key)),
    query: (id: string) => this.#queries.get(id),
    function: (name: string) => this.#functions.get(name),
    scenario: (id: string) => this.#scenarios.get(id),
  };

  /** Undefined for an endpoint outside the inventory, which has no page. */
  readonly endpoint = (key: EndpointKey): string | undefined => link(this.pages.endpoint(key));
  readonly query = (id: string): string | undefined => link(this.pages.query(id));
  readonly function = (name: string): string | undefined => link(this.pages.function(name));
  readonly scenario = (id: string): string => link(this.pages.scenario(id)) ?? this.section('scenarios');
  readonly section = (name: string): string => `${name}.html`;
  /** The anchor of a step on its scenario's page, by its position. */
  readonly anchor = (scenario: string, index: number): string => this.#steps.get(scenario)?.[index] ?? '';
  readonly step = (scenario: string, index: number): string =>
    `${this.scenario(scenario)}/${this.anchor(scenario, index)}`;
}

const link = (page: string | undefined): string | undefined =>
  page === undefined ? undefined : addressOf(page);

function pages(folder: string, names: readonly string[]): ReadonlyMap<string, string> {
  const found = slugs(names);
  return new Map(names.map((name, index) => [name, `${folder}/${found[index]}`]));
}
