import colors from 'picocolors';
import { endpointName } from '../assertions/endpoint.ts';
import { select } from '../execution/select.ts';
import { EXIT } from '../exit-codes.ts';
import { loadScenarios } from '../runner/load/load.ts';
import { inventories } from '../shipped/inventories.ts';

/** `run-scenarios list [filter…]`: scenarios with the endpoints they call, nothing booted. Resolves with the exit code. */
export async function listCommand(
  filters: readonly string[],
  folder: string,
  print: (line: string) => void,
): Promise<number> {
  for (const { id, name, steps } of select(await loadScenarios(folder, inventories()), filters)) {
    print(`${colors.bold(id)}  ${name}`);
    const endpoints = new Set(steps.flatMap(({ endpoint }) => (endpoint ? [endpointName(endpoint)] : [])));
    for (const endpoint of [...endpoints].sort()) print(`  ${endpoint}`);
  }
  return EXIT.identical;
}
