import Table from 'cli-table3';
import colors from 'picocolors';
import type { DbApiUse, MissingQuery } from '../../../model.ts';

/** A public DB-API function and its use in a run. */
export interface DbApiRow extends DbApiUse {
  readonly missing: readonly MissingQuery[];
  /** Why no endpoint can reach it. */
  readonly reason?: string;
}

/** A table of functions with their endpoints, constructs and state on the target; then the unreached ones. */
export function dbApiText(rows: readonly DbApiRow[]): string {
  const reached = rows.filter(({ endpoints }) => endpoints.length > 0);
  const table = new Table({
    head: ['DB-API function', 'endpoints', 'constructs', 'on the target'].map(colors.dim),
    style: { head: [], border: [], compact: true },
    colWidths: [null, null, 60, null],
    wordWrap: true,
  });
  for (const { name, endpoints, constructs, missing } of reached) {
    const wrong = missing.map(({ construct, way }) => `${construct} ${way}`).join(', ');
    table.push([
      name,
      String(endpoints.length),
      constructs.join(', '),
      wrong ? colors.red(wrong) : colors.green('supported'),
    ]);
  }
  const others = rows
    .filter(({ endpoints }) => endpoints.length === 0)
    .map(({ name, reason }) => `  ${name}: ${reason ?? colors.red('no scenario of this run reached it')}`);
  const sum = `${reached.length} of ${rows.length} DB-API functions reached`;
  return [table.toString(), sum, ...others].join('\n');
}
