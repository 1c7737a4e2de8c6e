import { mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Named } from '../../config/config.ts';
import { demandRoom, nearestExisting } from '../../deployments/machine/disk-space.ts';
import { demandOpenFiles } from '../../deployments/machine/open-files.ts';
import { runsFolder, templatesPath } from '../../deployments/machine/paths.ts';
import { demandCheckouts } from '../../deployments/releases/checkouts.ts';
import { checkProfile } from '../../deployments/rome/check-profile.ts';
import { readCopies, readSettings } from '../../deployments/services/spec.ts';
import { HarnessError, messageOf } from '../../errors.ts';
import { type PerSide, SIDES } from '../../model.ts';
import { trust } from '../../openstack/trust.ts';

/** Maximum bytes that two deployments and a run need with all services. */
const NEEDED = 300 * 1024 * 1024;

/** Folders that a run writes to. */
export const foldersOf = async (named: PerSide<Named>, output: string): Promise<readonly string[]> =>
  SIDES.some((side) => named[side].kind === 'managed')
    ? [output, await runsFolder(), templatesPath()]
    : [output];

/**
 * Checks everything that can fail before the boot, which takes a minute.
 * @throws HarnessError MACHINE_EXHAUSTED, COMMAND_LINE (the reports folder), DISK_FULL, COPY_FAILED, TLS_FAILED, or
 *   CONFIG_INVALID (a profile, settings or a checkout)
 */
export async function preflight(named: PerSide<Named>, output: string): Promise<void> {
  if (SIDES.some((side) => named[side].kind === 'managed')) demandOpenFiles();
  demandWritable(output);
  demandRoom(await foldersOf(named, output), NEEDED);
  for (const side of SIDES) {
    const each = named[side];
    if (each.kind === 'remote') trust(each.deployment);
    else {
      demandCheckouts(each);
      await readCopies(each);
      await readSettings(each);
      await checkProfile(each);
    }
  }
}

function demandWritable(folder: string): void {
  const existing = nearestExisting(folder);
  try {
    if (!statSync(existing).isDirectory()) throw new Error(`${existing} is not a folder`);
    // Not only permissions: a file system such as /proc refuses files of everybody.
    rmdirSync(mkdtempSync(join(existing, '.run-scenarios-')));
  } catch (error) {
    // A full disk is reported by the check for room.
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return;
    throw new HarnessError('COMMAND_LINE', `Cannot write to the reports folder: ${messageOf(error)}`, {
      fix: 'Name another folder with --output.',
      cause: error,
    });
  }
}
