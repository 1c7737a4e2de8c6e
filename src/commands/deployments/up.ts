import { join } from 'node:path';
import { Config } from '../../config/config.ts';
import { boot, type ManagedSpec, running, sweep } from '../../deployments/managed.ts';
import { INSIDE } from '../../deployments/run-folder/inside.ts';
import { componentsIn, NAMES, urlOf } from '../../deployments/services/components.ts';
import { managedSpecs } from '../../execution/boot/managed-specs.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { SERVICES } from '../../model.ts';
import { Command, define, type Io, Option } from '../command.ts';
import { configOption, releaseOption } from '../options.ts';

export const up = define(
  new Command('up')
    .description('boot managed deployments, always including the baseline, and keep them for later runs')
    .argument('<name...>', 'targets in the config')
    .addOption(configOption())
    .addOption(releaseOption())
    .addOption(
      new Option('--services <name...>', 'services to boot (default: those in the config)').choices(SERVICES),
    ),
  async (io, names, { config: file, release, services }) => {
    const config = new Config(file, { release });
    const named = [
      config.baseline(),
      ...names.filter((name) => name !== 'baseline').map((name) => config.target(name)),
    ];
    return bootAndKeep(managedSpecs(named, services), io);
  },
);

/** Boots persistent deployments and prints their URLs. */
export async function bootAndKeep(
  specs: readonly ManagedSpec[],
  { print, signal }: Pick<Io, 'print' | 'signal'>,
): Promise<ExitCode> {
  for (const line of await sweep()) print(line);
  const boots = await Promise.allSettled(
    specs.map((spec) => boot(spec, { keep: true, probe: true, progress: print, signal })),
  );
  const names = new Set(specs.map(({ name }) => name));
  for (const { folder, record } of await running()) {
    if (!names.has(record.spec.name)) continue;
    print('');
    print(`${record.spec.name} (${record.spec.backend})`);
    for (const component of componentsIn(record.ports)) {
      print(`  ${NAMES[component].padEnd(11)}  ${urlOf(record.ports, component)}`);
    }
    print(`  credentials  source ${join(folder, INSIDE.openrc)}`);
    print(`  logs         ${join(folder, INSIDE.log)}`);
  }
  const failed = boots.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
  return EXIT.success;
}
