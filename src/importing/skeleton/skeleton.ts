import { endpointName } from '../../assertions/endpoint.ts';
import { references } from '../../assertions/variables.ts';
import type { Actor, Inventory, InventoryEndpoint, Scenario } from '../../model.ts';
import type { Draft, DraftStep } from '../draft.ts';
import { Names } from '../names.ts';
import { type Resource, resourceOf, singular } from '../resources.ts';
import { scenarioYaml } from '../to-yaml.ts';
import { exampleOf } from './example.ts';

/** Placeholder for a value that must be filled in. */
const TODO = 'TODO';

/**
 * Generates a starting point for a scenario that calls an endpoint. Resources in its path are created before and
 * deleted afterwards. Bodies are taken from existing scenarios.
 */
export function skeleton(
  endpoint: InventoryEndpoint,
  inventory: Inventory,
  scenarios: readonly Scenario[],
  builtIn: readonly string[],
): string {
  const maker = new Maker(inventory, scenarios, builtIn);
  const step = maker.call(endpoint);
  const name = `${endpointName(endpoint)}: say what this shows`;
  return scenarioYaml(name, maker.draft(step), (text) => text, [
    endpoint.path.split('/').find((part) => /^[a-z-]{3,}$/.test(part)) ?? inventory.service,
  ]);
}

class Maker {
  readonly #inventory: Inventory;
  readonly #scenarios: readonly Scenario[];
  readonly #builtIn: ReadonlySet<string>;
  readonly #names: Names;
  readonly #steps: DraftStep[] = [];
  readonly #cleanup: DraftStep[] = [];
  readonly #vars = new Map<string, string>();
  /** Ids of created resources by their path template. */
  readonly #ids = new Map<string, string>();

  constructor(inventory: Inventory, scenarios: readonly Scenario[], builtIn: readonly string[]) {
    this.#inventory = inventory;
    this.#scenarios = scenarios;
    this.#builtIn = new Set(builtIn);
    this.#names = new Names(builtIn);
  }

  draft(last: DraftStep): Draft {
    return {
      service: this.#inventory.service,
      steps: this.#steps,
      cleanup: this.#cleanup.filter((each) => each !== last),
      vars: this.#vars,
    };
  }

  /** Adds the step that calls an endpoint, after the steps that it needs. */
  call(endpoint: InventoryEndpoint): DraftStep {
    const { service } = this.#inventory;
    const example = exampleOf(endpoint, service, this.#scenarios);
    const path = this.#path(endpoint, example?.request.path);
    const body = this.#body(endpoint, example);
    const version = example?.request.headers['x-openstack-nova-api-version'];
    const step: DraftStep = {
      name: endpoint.method === 'POST' && this.#steps.length === 0 ? 'make it' : 'call it',
      ...actorOf(example?.as),
      method: endpoint.method,
      path,
      microversion: version,
      ...body,
      status: example?.expect.status?.[0] ?? USUAL[endpoint.method] ?? 200,
      capture: new Map(),
    };
    this.#steps.push(step);
    const made = resourceOf(
      this.#inventory,
      endpoint,
      step.body && 'json' in step.body ? step.body.json : undefined,
    );
    if (made) this.#made(made, step);
    return step;
  }

  #path({ path, action }: InventoryEndpoint, written: string | undefined): string {
    const segments = path.split('/');
    const example = written?.replace(/\?.*/s, '').split('/') ?? [];
    return segments
      .map((segment, index) => {
        if (!segment.startsWith('{')) return segment;
        const known = example[index] ?? '';
        const isKnown =
          known !== '' &&
          references(known).every((name) => this.#builtIn.has(name)) &&
          !/^\$\{uuid/.test(known);
        const collection = segments.slice(0, index).join('/');
        const creator = this.#inventory.endpoints.find(
          (each) =>
            each.method === 'POST' &&
            each.path.replace(/\{[^}]*\}/g, '{}') === collection.replace(/\{[^}]*\}/g, '{}') &&
            each.action === undefined &&
            !each.gone,
        );
        if (action === undefined && isKnown && (creator === undefined || !known.startsWith('$')))
          return known;
        return creator
          ? this.#make(creator)
          : isKnown
            ? known
            : this.#unknown(singular(segments[index - 1] ?? 'thing'));
      })
      .join('/');
  }

  /** The id of a resource that a creator creates. It is created only once. */
  #make(creator: InventoryEndpoint): string {
    const known = this.#ids.get(creator.path);
    if (known !== undefined) return known;
    const before = this.#steps.length;
    const step = this.call(creator);
    Object.assign(step, { name: `create the ${singular(creator.path.split('/').at(-1) ?? '')}` });
    const id = this.#ids.get(creator.path) ?? this.#unknown('id');
    if (creator.path === '/servers' && this.#steps.length > before)
      this.#steps.push({
        ...{
          name: 'server becomes active',
          method: 'GET',
          path: `/servers/${id}`,
          status: 200,
          capture: new Map(),
        },
        poll: { path: '$.server.status', state: 'ACTIVE' },
      });
    return id;
  }

  #made({ id, kind }: Resource, step: DraftStep): void {
    let value: string;
    if ('chosen' in id) value = id.chosen;
    else {
      const name = this.#names.give(kind);
      step.capture.set(name, id.path);
      value = `\${${name}}`;
    }
    const template = this.#inventory.endpoints.find(
      ({ method, path }) =>
        method === 'POST' &&
        path.split('/').length === step.path.split('/').length &&
        path.split('/').at(-1) === step.path.split('/').at(-1),
    )?.path;
    this.#ids.set(template ?? step.path, value);
    this.#cleanup.push({
      as: step.as,
      method: 'DELETE',
      path: `${step.path}/${value}`,
      capture: new Map(),
    });
  }

  #body(
    { method, action }: InventoryEndpoint,
    example: ReturnType<typeof exampleOf>,
  ): Pick<DraftStep, 'body' | 'headers'> {
    const body = example?.request.body;
    const type = example?.request.headers['content-type'];
    const headers = type && type !== 'application/json' ? { headers: { 'content-type': type } } : {};
    if (body && !('file' in body)) {
      for (const name of references(body)) {
        if (this.#builtIn.has(name) || this.#vars.has(name)) continue;
        if (!this.#steps.some(({ capture }) => capture.has(name))) this.#vars.set(name, TODO);
      }
      return { body, ...headers };
    }
    if (action !== undefined) return { body: { json: { [action]: null } } };
    return method === 'POST' || method === 'PUT' || method === 'PATCH' ? { body: { json: {} } } : {};
  }

  #unknown(wanted: string): string {
    const name = this.#names.give(wanted);
    this.#vars.set(name, TODO);
    return `\${${name}}`;
  }
}

const actorOf = (actor: Actor | undefined): { readonly as?: Actor } =>
  actor && actor !== 'member' ? { as: actor } : {};

/** The usual success status of a method. */
const USUAL: Readonly<Partial<Record<string, number>>> = { POST: 201, DELETE: 204 };
