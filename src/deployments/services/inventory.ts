import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HarnessError, messageOf } from '../../errors.ts';
import type { Inventory, Service } from '../../model.ts';
import { parseWritten } from '../file-kinds.ts';
import { ensurePackages } from '../machine/packages.ts';
import { PYTHON, PYTHON_FOLDER } from '../machine/paths.ts';

/** The endpoints and DB-API functions of the installed version of a service, read from its own router and module. */
export async function installedInventory(
  service: Service,
  progress: (message: string) => void,
): Promise<Inventory> {
  await ensurePackages([service], progress);
  try {
    const reader = join(PYTHON_FOLDER, 'openstack', `inventory_${service}.py`);
    const { stdout } = await promisify(execFile)(PYTHON, [reader], { maxBuffer: 1 << 26 });
    return parseWritten('inventory', stdout, reader);
  } catch (error) {
    throw new HarnessError('BOOT_FAILED', `The routes of ${service} cannot be read: ${messageOf(error)}`, {
      fix: '`run-scenarios doctor` shows what is installed.',
      cause: error,
    });
  }
}
