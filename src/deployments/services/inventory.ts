import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { HarnessError, messageOf } from '../../errors.ts';
import type { Inventory, Service } from '../../model.ts';
import { parseWritten } from '../file-kinds.ts';
import { ENVIRONMENT } from '../processes/processes.ts';
import { ensureRelease } from '../releases/ensure-release.ts';
import { pythonOfRelease } from '../releases/releases.ts';

/** Reads the endpoints and DB-API functions of a service's release from its own router and module. */
export async function installedInventory(
  service: Service,
  release: string,
  options: { readonly progress: (message: string) => void; readonly signal: AbortSignal },
): Promise<Inventory> {
  await ensureRelease(release, ['glance', service], options);
  try {
    const reader = `managed.inventories.inventory_${service}`;
    const { stdout } = await promisify(execFile)(pythonOfRelease(release), ['-m', reader], {
      env: ENVIRONMENT,
      maxBuffer: 1 << 26,
    });
    return parseWritten('inventory', stdout, reader);
  } catch (error) {
    throw new HarnessError('BOOT_FAILED', `The routes of ${service} cannot be read: ${messageOf(error)}`, {
      fix: '`run-scenarios doctor` shows what is installed.',
      cause: error,
    });
  }
}
