import Table from 'cli-table3';
import colors from 'picocolors';
import type { EndpointResult, Requirement } from '../../../model.ts';

/** Which endpoints a ROME can serve, and what the others miss. */
export function predictionText(
  predictions: readonly { readonly endpoint: EndpointResult; readonly lacks: readonly Requirement[] }[],
): string {
  const table = new Table({
    head: ['endpoint', 'can be served', 'misses'].map(colors.dim),
    style: { head: [], border: [], compact: true },
    colWidths: [null, null, 60],
    wordWrap: true,
  });
  for (const { endpoint, lacks } of predictions) {
    const constructs = [...new Set(lacks.map(({ construct }) => construct))].sort().join(', ');
    table.push([endpoint.endpoint, constructs ? colors.red('no') : colors.green('yes'), constructs]);
  }
  const able = predictions.filter(({ lacks }) => lacks.length === 0).length;
  return `${table.toString()}\n${able} of ${predictions.length} endpoints can be served`;
}
