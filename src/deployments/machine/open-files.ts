import { existsSync, readFileSync } from 'node:fs';
import { HarnessError } from '../../errors.ts';

/** With fewer open files, Redis does not start. */
const NEEDED = 40;
const LIMITS = '/proc/self/limits';

/**
 * Checks the limit of open files.
 * @param limits text of `/proc/self/limits`; empty if the system does not have that file
 * @throws HarnessError MACHINE_EXHAUSTED
 */
export function demandOpenFiles(limits = existsSync(LIMITS) ? readFileSync(LIMITS, 'utf8') : ''): void {
  const limit = Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  if (limit >= NEEDED) return;
  throw new HarnessError(
    'MACHINE_EXHAUSTED',
    `A process may open ${limit} files here, and a run needs ${NEEDED}`,
    { fix: 'Raise the limit: `ulimit -n 1024`.' },
  );
}
