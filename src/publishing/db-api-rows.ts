import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dbApiCoverage } from '../analysis/coverage/db-api-coverage.ts';
import type { RunFile, Service } from '../model.ts';
import type { DbApiRow } from '../reporters/text/coverage/db-api-coverage.ts';
import { inventoryOf } from '../shipped/inventories.ts';
import { PACKAGE_ROOT } from '../shipped/paths.ts';

/** Each public DB-API function of a service and its use in a run, with the reason if no endpoint can reach it. */
export function dbApiRows(run: RunFile, service: Service): DbApiRow[] {
  const file = join(PACKAGE_ROOT, `inventory/${service}-unreachable.json`);
  const reasons = JSON.parse(readFileSync(file, 'utf8'));
  return dbApiCoverage(inventoryOf(service, run.releases[service]).dbApi, run).map((row) => ({
    ...row,
    reason: reasons[row.name],
  }));
}
