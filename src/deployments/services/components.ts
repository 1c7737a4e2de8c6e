/** What a deployment is made of: one process for each of its parts, on a port of its own. */
import { SERVICES, type Service } from '../../model.ts';

export const PARTS = ['keystone', 'glance', 'placement', 'neutron', 'cinder', 'nova'] as const;
export type Part = (typeof PARTS)[number];

/** Ports of 127.0.0.1, of the parts that a deployment has. */
export type Ports = { readonly keystone: number; readonly glance: number } & Partial<
  Readonly<Record<Part, number>>
>;

export const NAMES: Readonly<Record<Part, string>> = {
  keystone: 'Keystone',
  glance: 'Glance',
  placement: 'Placement',
  neutron: 'Neutron',
  cinder: 'Cinder',
  nova: 'Nova',
};

/** Where each part is served, as Keystone's catalog has it, and the path that answers when it is ready. */
const SERVED: Readonly<
  Record<Part, { readonly type: string; readonly path: string; readonly ready: string }>
> = {
  keystone: { type: 'identity', path: '/v3', ready: '/v3' },
  glance: { type: 'image', path: '', ready: '/versions' },
  placement: { type: 'placement', path: '', ready: '/' },
  neutron: { type: 'network', path: '', ready: '/' },
  cinder: { type: 'volumev3', path: '/v3/$(project_id)s', ready: '/' },
  nova: { type: 'compute', path: '/v2.1', ready: '/' },
};

/** The parts that serve these services: Nova needs all of them, Glance only Keystone. */
export const partsOf = (services: readonly Service[]): readonly Part[] =>
  services.includes('nova') ? PARTS : ['keystone', 'glance'];

/** Those of our services that a deployment with these parts has: Glance is in each of them. */
export const servicesAmong = (parts: readonly Part[]): readonly Service[] =>
  SERVICES.filter((service) => parts.includes(service));

/** A port for each part; throws a RangeError when there are too few. */
export function portsOf(parts: readonly Part[], free: readonly number[]): Ports {
  if (free.length < parts.length) throw new RangeError(`${free.length} ports for ${parts.length} parts`);
  return Object.fromEntries(parts.map((part, index) => [part, free[index]])) as unknown as Ports;
}

export const partsWith = (ports: Ports): readonly Part[] => PARTS.filter((part) => ports[part] !== undefined);

const rootOf = (ports: Ports, part: Part): string => `http://127.0.0.1:${ports[part]}`;

export const authUrlOf = (ports: Ports): string => rootOf(ports, 'keystone') + SERVED.keystone.path;

/** A part's URL as the catalog has it. */
export const urlOf = (ports: Ports, part: Part): string => rootOf(ports, part) + SERVED[part].path;

/** URL that a part answers, with anything but a server error, once it is ready. */
export const readyUrlOf = (ports: Ports, part: Part): string => rootOf(ports, part) + SERVED[part].ready;

/** Entries of Keystone's catalog, `image=http://127.0.0.1:1234`. */
export const catalogOf = (ports: Ports): readonly string[] =>
  partsWith(ports).map((part) => `${SERVED[part].type}=${urlOf(ports, part)}`);
