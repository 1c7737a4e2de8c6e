/** What a deployment is made of: one process for each of its components, on a port of its own. */
import { SERVICES, type Service } from '../../model.ts';

export const COMPONENTS = ['keystone', 'glance', 'placement', 'neutron', 'cinder', 'nova'] as const;
export type Component = (typeof COMPONENTS)[number];

/** Ports of 127.0.0.1, of the components that a deployment has. */
export type Ports = { readonly keystone: number; readonly glance: number } & Partial<
  Readonly<Record<Component, number>>
>;

export const NAMES: Readonly<Record<Component, string>> = {
  keystone: 'Keystone',
  glance: 'Glance',
  placement: 'Placement',
  neutron: 'Neutron',
  cinder: 'Cinder',
  nova: 'Nova',
};

/** Where each component is served, as Keystone's catalog has it, and the path that answers when it is ready. */
const SERVED: Readonly<
  Record<Component, { readonly type: string; readonly path: string; readonly ready: string }>
> = {
  keystone: { type: 'identity', path: '/v3', ready: '/v3' },
  glance: { type: 'image', path: '', ready: '/versions' },
  placement: { type: 'placement', path: '', ready: '/' },
  neutron: { type: 'network', path: '', ready: '/' },
  cinder: { type: 'volumev3', path: '/v3/$(project_id)s', ready: '/' },
  nova: { type: 'compute', path: '/v2.1', ready: '/' },
};

/** The components that serve these services: Nova needs all of them, Glance only Keystone. */
export const componentsOf = (services: readonly Service[]): readonly Component[] =>
  services.includes('nova') ? COMPONENTS : ['keystone', 'glance'];

/** Those of our services that a deployment with these components has: Glance is in each of them. */
export const servicesAmong = (components: readonly Component[]): readonly Service[] =>
  SERVICES.filter((service) => components.includes(service));

/** A port for each component; throws a RangeError when there are too few. */
export function portsOf(components: readonly Component[], free: readonly number[]): Ports {
  if (free.length < components.length)
    throw new RangeError(`${free.length} ports for ${components.length} components`);
  return Object.fromEntries(
    components.map((component, index) => [component, free[index]]),
  ) as unknown as Ports;
}

export const componentsIn = (ports: Ports): readonly Component[] =>
  COMPONENTS.filter((component) => ports[component] !== undefined);

const rootOf = (ports: Ports, component: Component): string => `http://127.0.0.1:${ports[component]}`;

export const authUrlOf = (ports: Ports): string => rootOf(ports, 'keystone') + SERVED.keystone.path;

/** A component's URL as the catalog has it. */
export const urlOf = (ports: Ports, component: Component): string =>
  rootOf(ports, component) + SERVED[component].path;

/** URL that a component answers, with anything but a server error, once it is ready. */
export const readyUrlOf = (ports: Ports, component: Component): string =>
  rootOf(ports, component) + SERVED[component].ready;

/** Entries of Keystone's catalog, `image=http://127.0.0.1:1234`. */
export const catalogOf = (ports: Ports): readonly string[] =>
  componentsIn(ports).map((component) => `${SERVED[component].type}=${urlOf(ports, component)}`);
