import { endpointName, matchEndpoint } from '../assertions/endpoint.ts';
import { urlParts } from '../curl/url-service.ts';
import type { Actor, InventoryEndpoint, Json, Service } from '../model.ts';
import { nearest } from '../yaml/nearest.ts';
import { bodyOf } from './body.ts';
import type { Draft, DraftStep, Knowledge } from './draft.ts';
import { keptHeaders } from './headers.ts';
import type { Note, Recorded } from './recording.ts';
import { type Resource, resourceOf } from './resources.ts';
import { Values } from './values.ts';

interface Placed extends Recorded {
  readonly service: Service | 'neutron';
  readonly path: string;
  readonly endpoint?: InventoryEndpoint;
  readonly atRoot?: true;
  readonly as?: Actor;
  /** Its URL came from an answer. */
  readonly isLink?: true;
}

/**
 * Converts recorded requests to a scenario: ids become variables, created resources are deleted. Undefined if no
 * request is for Glance or Nova.
 */
export function storyOf(
  recorded: readonly Recorded[],
  knowledge: Knowledge,
): { readonly draft?: Draft; readonly notes: readonly Note[] } {
  const notes: Note[] = [];
  /** Variables that hold a link, with the service whose answer contained it. */
  const links = new Map<string, Placed['service']>();
  const placed = merged(
    withActors(recorded).flatMap((each) => {
      const from = links.get(/^\$\{([\w-]+)\}$/.exec(each.url)?.[1] ?? '');
      const found = from
        ? [{ ...each, service: from, path: each.url, isLink: true as const }]
        : placeOf(each, knowledge, notes);
      for (const { name } of each.stored ?? []) if (found[0]) links.set(name, found[0].service);
      return found;
    }),
  );
  const service = placed.some((each) => each.service === 'nova') ? 'nova' : 'glance';
  if (!placed.some((each) => each.service === service)) return { notes };
  const values = new Values(knowledge.builtIn, service);
  const steps: DraftStep[] = [];
  const cleanup: DraftStep[] = [];
  for (const each of placed) {
    values.at = each.at;
    const body = bodyOf(each, knowledge, (message, fix) =>
      notes.push({ at: each.at, kind: 'changed', message, fix }),
    );
    const made =
      each.endpoint && each.service !== 'neutron'
        ? resourceOf(
            knowledge.inventories[each.service],
            each.endpoint,
            body && 'json' in body ? body.json : undefined,
          )
        : undefined;
    if (made && 'chosen' in made.id) values.choose(made.id.chosen, each);
    const step = stepOf(each, body, service, values, knowledge, notes);
    const isMade = made && (each.status ?? 201) < 300;
    values.answered(step, each, isMade ? made : undefined);
    steps.push(step);
    if (isMade) cleanup.push(removal(each, made, step, service, values));
  }
  for (const { name, at } of values.unresolved)
    notes.push({
      at,
      kind: 'changed',
      message: `\${${name}} is a value of your deployment: no earlier request provides it`,
      fix: 'Create it in an earlier step, or set it under vars.',
    });
  return { draft: { service, steps, cleanup, vars: values.constants }, notes };
}

/** Finds a request's endpoint. If a scenario cannot call it, adds a note and returns an empty list. */
function placeOf(
  each: Recorded & { readonly as?: Actor },
  { inventories }: Knowledge,
  notes: Note[],
): readonly Placed[] {
  const note = (kind: Note['kind'], message: string, fix?: string): readonly Placed[] => {
    notes.push({ at: each.at, kind, message, fix });
    return [];
  };
  let parts: ReturnType<typeof urlParts>;
  try {
    parts = urlParts(each.url);
  } catch (error) {
    return note('refused', `This is not imported: ${(error as Error).message}`, 'Write the whole URL.');
  }
  const { service, atRoot } = parts;
  const path = parts.path.replace(/(?<=[^/?])\/+(?=\?|$)/, '');
  if (service === 'keystone')
    return note(
      'left out',
      `${each.method} ${bare(path)} belongs to Keystone: a scenario’s actors have their own tokens`,
    );
  if (service === undefined)
    return note(
      'refused',
      `The service of ${each.method} ${bare(path)} is unknown`,
      'Give the URL its port (9292, 8774), or its /image or /compute.',
    );
  if (service === 'cinder' || service === 'placement')
    return note(
      'refused',
      `${each.method} ${bare(path)} belongs to ${service === 'cinder' ? 'Cinder' : 'Placement'}, which a scenario cannot call`,
      'Create the resource with Nova’s API.',
    );
  if (service === 'neutron' || atRoot) return [{ ...each, service, path, atRoot }];
  const template = path.replace(
    /(?<!\$)\{([\w-]+)\}|<([\w-]+)>/g,
    (_, one?: string, two?: string) => `\${${one ?? two}}`,
  );
  const endpoint = matchEndpoint(inventories[service], each.method, template, each.body);
  if (endpoint || each.status === 404 || each.status === 405)
    return [{ ...each, service, path: template, endpoint }];
  const { release, endpoints } = inventories[service];
  const best = nearest(`${each.method} ${bare(template)}`, endpoints.map(endpointName));
  return note(
    'refused',
    `${service} ${release} has no endpoint ${each.method} ${bare(path)}`,
    best ? `Did you mean "${best}"?` : 'Take it out.',
  );
}

const bare = (path: string): string => path.replace(/\?.*/s, '').slice(0, 100);

/** Merges repeated reads of one resource into a step that polls. */
function merged(placed: readonly Placed[]): readonly (Placed & { readonly times?: number })[] {
  const all: (Placed & { readonly times?: number })[] = [];
  for (const each of placed) {
    const last = all.at(-1);
    if (
      last &&
      each.method === 'GET' &&
      last.method === 'GET' &&
      last.url === each.url &&
      last.status !== undefined &&
      each.status !== undefined
    )
      all[all.length - 1] = { ...each, at: last.at, times: (last.times ?? 1) + 1 };
    else all.push(each);
  }
  return all;
}

function stepOf(
  each: Placed & { readonly times?: number },
  body: DraftStep['body'],
  service: Service,
  values: Values,
  { isSecret, actorOf }: Knowledge,
  notes: Note[],
): DraftStep {
  const path = values.path(each, isSecret);
  const { headers, microversion, dropped } = keptHeaders(each.headers, body, isSecret);
  if (dropped.length > 0)
    notes.push({
      at: each.at,
      kind: 'left out',
      message: `The header ${dropped.join(', ')} may hold a secret`,
    });
  const actor =
    each.endpoint && each.service !== 'neutron' && (each.status ?? 200) < 300
      ? actorOf(each.endpoint, each.service)
      : undefined;
  const as = each.as ?? actor ?? 'member';
  const isRouted = each.endpoint || each.service === 'neutron' || each.atRoot || each.isLink;
  const poll = each.wait ? waitOf(each) : each.times === undefined ? undefined : pollOf(each);
  return {
    name: each.title,
    as: as === 'member' ? undefined : as,
    method: each.method,
    path:
      each.service === service || each.isLink
        ? each.atRoot
          ? `\${nova_root}${path}`
          : path
        : `\${${each.atRoot ? 'nova_root' : each.service}}${path}`,
    microversion,
    headers: Object.keys(headers).length > 0 ? values.fill(headers) : undefined,
    body: body && values.body(body, each, isSecret),
    unrouted: isRouted ? undefined : true,
    status: each.status,
    poll,
    capture: new Map(),
  };
}

const ACTORS = ['admin', 'reader', 'other', 'member'] as const;

/** The actor named in a token's variable, as in a script of `repro`. */
function actorIn({ headers }: Recorded): Actor | undefined {
  const [, name = ''] = /^\$\{([\w-]+)\}$/.exec(headers['x-auth-token'] ?? '') ?? [];
  const words = name.toLowerCase().split(/[_-]/);
  return words.includes('token') ? ACTORS.find((actor) => words.includes(actor)) : undefined;
}

/**
 * Assigns actors by the names of token variables. A request without a token belongs to `nobody` if other requests have
 * named tokens.
 */
function withActors(recorded: readonly Recorded[]): readonly (Recorded & { readonly as?: Actor })[] {
  const areNamed = recorded.some(actorIn);
  return recorded.map((each) => {
    const isNobody = each.headers['x-auth-token'] === undefined && (areNamed || each.status === 401);
    const as = isNobody ? 'nobody' : actorIn(each);
    return as ? { ...each, as } : each;
  });
}

/** Path of a resource's state, by the endpoint that shows it. */
const STATES: Readonly<Record<string, string>> = {
  'GET /servers/{id}': '$.server.status',
  'GET /v2/images/{image_id}': '$.status',
};

function waitOf({ wait, endpoint }: Placed): DraftStep['poll'] {
  const path = wait?.path ?? (endpoint && STATES[endpointName(endpoint)]);
  return wait && path ? { path, state: wait.state } : undefined;
}

function pollOf({ status, answer }: Placed): DraftStep['poll'] {
  if (status !== undefined && status >= 400) return { status };
  const [wrapper, inner] = Object.entries((answer ?? {}) as Readonly<Record<string, Json>>)[0] ?? [];
  const own = (answer as { readonly status?: Json } | undefined)?.status;
  const nested = (inner as { readonly status?: Json } | null | undefined)?.status;
  if (typeof own === 'string') return { path: '$.status', state: own };
  return typeof nested === 'string' ? { path: `$.${wrapper}.status`, state: nested } : undefined;
}

/** The request that deletes what a step created. */
function removal(each: Placed, made: Resource, step: DraftStep, service: Service, values: Values): DraftStep {
  const id = values.idOf(made, step);
  const base = step.path.replace(/\?.*/s, '');
  return {
    as: step.as,
    method: 'DELETE',
    path: `${base}/${id}`,
    microversion: each.service === service ? step.microversion : undefined,
    capture: new Map(),
  };
}
