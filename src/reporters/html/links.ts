import type { Service } from '../../model.ts';
import type { ReportData } from './report-data.ts';

export interface EndpointKey {
  readonly service: Service;
  readonly endpoint: string;
}

/** The way from a page back to the root of the site. */
export type Root = '' | '../';

export const endpointKey = ({ service, endpoint }: EndpointKey): string => `${service} ${endpoint}`;

/**
 * A name for each of `names` that is safe in a path or an anchor: at the same place, each once, and the same
 * whenever the names are the same.
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

/** A file's name has room for 255 bytes. */
const LONGEST = 120;

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, LONGEST) || 'unnamed';

/** Where each thing's own page is, as a link from a page whose way back to the root of the site is `root`. */
export class Links {
  readonly #root: Root;
  readonly #endpoints: ReadonlyMap<string, string>;
  readonly #queries: ReadonlyMap<string, string>;
  readonly #functions: ReadonlyMap<string, string>;
  readonly #scenarios: ReadonlyMap<string, string>;
  readonly #steps: ReadonlyMap<string, readonly string[]>;

  constructor({ run, functions }: ReportData, root: Root) {
    this.#root = root;
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

  /** Undefined for what is not in the inventory, and so has no page. */
  readonly endpoint = (key: EndpointKey): string | undefined => this.#to(this.#endpoints, endpointKey(key));
  readonly query = (id: string): string | undefined => this.#to(this.#queries, id);
  readonly function = (name: string): string | undefined => this.#to(this.#functions, name);
  readonly scenario = (id: string): string => this.#to(this.#scenarios, id) ?? this.section('scenarios');
  readonly section = (name: string): string => `${this.#root}${name}.html`;
  /** The anchor of a step on its scenario's page, by its position there. */
  readonly anchor = (scenario: string, index: number): string => this.#steps.get(scenario)?.[index] ?? '';
  readonly step = (scenario: string, index: number): string =>
    `${this.scenario(scenario)}#${this.anchor(scenario, index)}`;

  #to(pages: ReadonlyMap<string, string>, name: string): string | undefined {
    const path = pages.get(name);
    return path === undefined ? undefined : this.#root + path;
  }
}

function pages(folder: string, names: readonly string[]): ReadonlyMap<string, string> {
  const found = slugs(names);
  return new Map(names.map((name, index) => [name, `${folder}/${found[index]}.html`]));
}
