import { join } from 'node:path';
import { boot, type ManagedSpec, running, sweep } from '../deployments/managed.ts';
import { INSIDE } from '../deployments/run-folder/inside.ts';
import { NAMES, partsWith, urlOf } from '../deployments/services/components.ts';

export interface UpIo {
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Boots deployments that stay up for later runs, and tells where they are. */
export async function up(specs: readonly ManagedSpec[], { print, signal }: UpIo): Promise<number> {
  for (const line of await sweep()) print(line);
  const boots = await Promise.allSettled(
    specs.map((spec) => boot(spec, { keep: true, probe: true, progress: print, signal })),
  );
  const names = new Set(specs.map(({ name }) => name));
  for (const { folder, record } of await running()) {
    if (!names.has(record.spec.name)) continue;
    print('');
    print(`${record.spec.name} (${record.spec.backend})`);
    for (const part of partsWith(record.ports)) {
      print(`  ${NAMES[part].padEnd(11)}  ${urlOf(record.ports, part)}`);
    }
    print(`  credentials  source ${join(folder, INSIDE.openrc)}`);
    print(`  logs         ${join(folder, INSIDE.log)}`);
  }
  const failed = boots.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
  return 0;
}
