/** Memory and descriptors of the services of persistent deployments. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { descriptorsOf, memoryOf } from '../processes.mjs';

/** Returns what each service of each deployment uses now, by deployment and service. */
export function servicesIn(runtime) {
  const runs = join(runtime, 'run-scenarios');
  const services = readdirSync(runs).flatMap((name) => {
    const { spec, processes } = JSON.parse(readFileSync(join(runs, name, 'deployment.json'), 'utf8'));
    return processes.map((process) => [
      `${spec.name} ${process.name}`,
      { memory: memoryOf(process.pid).now, descriptors: descriptorsOf(process.pid) },
    ]);
  });
  return new Map(services.sort(([a], [b]) => a.localeCompare(b)));
}

export const usageText = ({ memory, descriptors }) => `${memory.toFixed(0)} MB, ${descriptors} descriptors`;

/** A table of the services after the first round and the last. A restarted service starts from less. */
export function growth(usages) {
  const [first, last] = [usages[0], usages.at(-1)];
  const rows = [...last].map(([service, { memory, descriptors }]) => {
    const before = first.get(service) ?? { memory: 0, descriptors: 0 };
    return [
      service.padEnd(20),
      `${before.memory.toFixed(0)} → ${memory.toFixed(0)}`.padEnd(12),
      `${before.descriptors} → ${descriptors}`,
    ].join('  ');
  });
  const head = ['service'.padEnd(20), 'memory, MB'.padEnd(12), 'descriptors'].join('  ');
  return [`After round 1 and round ${usages.length}:`, head, ...rows].join('\n');
}
