/** Components of a deployment. Each has one process and one port. */
import { SERVICES, type Service } from '../../model.ts';

export const COMPONENTS = ['keystone', 'glance', 'placement', 'neutron', 'cinder', 'nova'] as const;
export type Component = (typeof COMPONENTS)[number];

/** Ports on 127.0.0.1 of a deployment's components. */
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

/** Catalog type and path of each component, and the path to check for readiness. */
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

/** The components that these services need: Glance needs Keystone, Nova needs all. */
export const componentsOf = (services: readonly Service[]): readonly Component[] =>
  services.includes('nova') ? COMPONENTS : ['keystone', 'glance'];

/** The services among these components. */
export const servicesAmong = (components: readonly Component[]): readonly Service[] =>
  SERVICES.filter((service) => components.includes(service));

/** Assigns a port to each component. @throws RangeError if there are too few */
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

/** A component's URL in the catalog. */
export const urlOf = (ports: Ports, component: Component): string =>
  rootOf(ports, component) + SERVED[component].path;

/** URL of a component that returns no server error once it is ready. */
export const readyUrlOf = (ports: Ports, component: Component): string =>
  rootOf(ports, component) + SERVED[component].ready;

/** Catalog entries for Keystone, such as `image=http://127.0.0.1:1234`. */
export const catalogOf = (ports: Ports): readonly string[] =>
  componentsIn(ports).map((component) => `${SERVED[component].type}=${urlOf(ports, component)}`);
