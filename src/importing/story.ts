import { endpointName, matchEndpoint } from '../assertions/endpoint.ts';
import { urlParts } from '../curl/url-service.ts';
import type { InventoryEndpoint, Json, Service } from '../model.ts';
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
}

/** Recorded requests as a scenario: ids become variables, what was made is removed. Undefined when none is of Glance or Nova. */
export function storyOf(
  recorded: readonly Recorded[],
  knowledge: Knowledge,
): { readonly draft?: Draft; readonly notes: readonly Note[] } {
  const notes: Note[] = [];
  const placed = merged(recorded.flatMap((each) => placeOf(each, knowledge, notes)));
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
      message: `\${${name}} is of your deployment: nothing before gives it`,
      fix: 'Make it in an earlier step, or give it a value under vars.',
    });
  return { draft: { service, steps, cleanup, vars: values.constants }, notes };
}

/** Which endpoint a request is of; a note, and nothing, where a scenario cannot call it. */
function placeOf(each: Recorded, { inventories }: Knowledge, notes: Note[]): readonly Placed[] {
  const note = (kind: Note['kind'], message: string, fix?: string): readonly Placed[] => {
    notes.push({ at: each.at, kind, message, ...(fix ? { fix } : {}) });
    return [];
  };
  let parts: ReturnType<typeof urlParts>;
  try {
    parts = urlParts(each.url);
  } catch (error) {
    return note('refused', `This is not taken over: ${(error as Error).message}`, 'Write the whole URL.');
  }
  const { service, atRoot } = parts;
  const path = parts.path.replace(/(?<=[^/?])\/+(?=\?|$)/, '');
  if (service === 'keystone')
    return note(
      'left out',
      `${each.method} ${bare(path)} is Keystone’s: a scenario’s actors have tokens of their own`,
    );
  if (service === undefined)
    return note(
      'refused',
      `The user of ${each.method} ${bare(path)} is unknown`,
      'Give the URL its port (9292, 8774), or its /image or /compute.',
    );
  if (service === 'cinder' || service === 'placement')
    return note(
      'refused',
      `${each.method} ${bare(path)} is ${service === 'cinder' ? 'Cinder’s' : 'Placement’s'}, which a scenario cannot call`,
      'Make what it makes with Nova’s API.',
    );
  if (service === 'neutron' || atRoot) return [{ ...each, service, path, ...(atRoot ? { atRoot } : {}) }];
  const template = path.replace(
    /(?<!\$)\{([\w-]+)\}|<([\w-]+)>/g,
    (_, one?: string, two?: string) => `\${${one ?? two}}`,
  );
  const endpoint = matchEndpoint(inventories[service], each.method, template, each.body);
  if (endpoint || each.status === 404 || each.status === 405)
    return [{ ...each, service, path: template, ...(endpoint ? { endpoint } : {}) }];
  const { release, endpoints } = inventories[service];
  const best = nearest(`${each.method} ${bare(template)}`, endpoints.map(endpointName));
  return note(
    'refused',
    `No endpoint of ${service} ${release} is ${each.method} ${bare(path)}`,
    best ? `Did you mean "${best}"?` : 'Take it out.',
  );
}

const bare = (path: string): string => path.replace(/\?.*/s, '').slice(0, 100);

/** Looks at the same thing in a row are one that waits. */
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
  const poll = each.times === undefined ? undefined : pollOf(each);
  return {
    ...(each.title ? { name: each.title } : {}),
    ...(actor && actor !== 'member' ? { as: actor } : {}),
    method: each.method,
    path:
      each.service === service
        ? each.atRoot
          ? `\${nova_root}${path}`
          : path
        : `\${${each.atRoot ? 'nova_root' : each.service}}${path}`,
    ...(microversion ? { microversion } : {}),
    ...(Object.keys(headers).length > 0 ? { headers: values.fill(headers) } : {}),
    ...(body ? { body: values.body(body, each, isSecret) } : {}),
    ...(each.endpoint || each.service === 'neutron' || each.atRoot ? {} : { unrouted: true as const }),
    ...(each.status === undefined ? {} : { status: each.status }),
    ...(poll ? { poll } : {}),
    capture: new Map(),
  };
}

function pollOf({ status, answer }: Placed): DraftStep['poll'] {
  if (status !== undefined && status >= 400) return { status };
  const [wrapper, inner] = Object.entries((answer ?? {}) as Readonly<Record<string, Json>>)[0] ?? [];
  const own = (answer as { readonly status?: Json } | undefined)?.status;
  const nested = (inner as { readonly status?: Json } | null | undefined)?.status;
  if (typeof own === 'string') return { path: '$.status', state: own };
  return typeof nested === 'string' ? { path: `$.${wrapper}.status`, state: nested } : undefined;
}

/** The request that removes what a step made. */
function removal(each: Placed, made: Resource, step: DraftStep, service: Service, values: Values): DraftStep {
  const id = values.idOf(made, step);
  const base = step.path.replace(/\?.*/s, '');
  return {
    ...(step.as ? { as: step.as } : {}),
    method: 'DELETE',
    path: `${base}/${id}`,
    ...(each.service === service && step.microversion ? { microversion: step.microversion } : {}),
    capture: new Map(),
  };
}
