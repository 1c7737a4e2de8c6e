/** Command lines of a deployment's components. */
import { join } from 'node:path';
import type { Service } from '../../model.ts';
import { addressOf } from '../databases/rome-store.ts';
import { pythonOf } from '../releases/checkouts.ts';
import { copyOf } from '../run-folder/folder.ts';
import { INSIDE } from '../run-folder/inside.ts';
import { hostsOf, type ManagedSpec } from '../run-folder/managed-spec.ts';
import { type Component, catalogOf, NAMES, type Ports } from '../services/components.ts';
import type { Program } from './processes.ts';

export interface Placed {
  readonly folder: string;
  readonly spec: ManagedSpec;
  readonly ports: Ports;
  readonly probe: boolean;
}

export const logOf = (folder: string, service: string): string => join(folder, INSIDE.log, `${service}.log`);

/** The program of a component in a filled folder. */
export const programOf = (component: Component, placed: Placed): Program => ({
  name: NAMES[component],
  command: pythonOf(placed.spec),
  args: argumentsOf(component, placed),
  log: logOf(placed.folder, component),
});

function argumentsOf(component: Component, { folder, spec, ports, probe }: Placed): readonly string[] {
  const where = ['--folder', folder, '--port', String(ports[component])];
  const probed = probe ? ['--probe', join(folder, INSIDE.probe)] : [];
  switch (component) {
    case 'keystone':
      // Keystone's nested transactions deadlock on SQLite, so serve one request at a time.
      return [...server('serve'), component, ...where, '--threads', '1', '--catalog', ...catalogOf(ports)];
    case 'glance':
      return [
        ...server('serve'),
        component,
        ...where,
        '--threads',
        '8',
        ...probed,
        ...onRome(component, folder, spec),
      ];
    case 'placement':
      return [...server('serve'), component, ...where, '--threads', '4'];
    case 'neutron':
    case 'cinder':
      return [...server(`serve_${component}`), ...where];
    case 'nova':
      return [
        ...server('serve_nova'),
        ...where,
        '--hosts',
        ...hostsOf(spec),
        ...probed,
        ...onRome(component, folder, spec),
      ];
  }
}

/** Options for ROME; none on SQL. */
function onRome(service: Service, folder: string, spec: ManagedSpec): readonly string[] {
  if (spec.backend === 'sql') return [];
  const profile = spec.profile ? ['--profile', join(folder, INSIDE.profile)] : [];
  return [
    '--copy',
    copyOf(folder, spec, service),
    '--redis',
    addressOf(join(folder, INSIDE.redis)),
    ...profile,
  ];
}

/** Arguments of Python for a program in python/managed/servers. */
const server = (name: string): readonly string[] => ['-m', `managed.servers.${name}`];
