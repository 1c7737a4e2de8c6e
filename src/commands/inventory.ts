import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { endpointName } from '../assertions/endpoint.ts';
import { installedInventory } from '../deployments/services/inventory.ts';
import { EXIT } from '../exit-codes.ts';
import type { Inventory, Service } from '../model.ts';
import { inventories } from '../shipped/inventories.ts';
import { PACKAGE_ROOT } from '../shipped/paths.ts';

/** `run-scenarios inventory SERVICE`: reads it from the installed service, tells what is new or gone, writes it. */
export async function inventory(
  service: Service,
  { output }: { readonly output?: string },
  { print, progress }: { readonly print: (line: string) => void; readonly progress: (line: string) => void },
): Promise<number> {
  const known = inventories()[service];
  const found = await installedInventory(service, progress);
  const file = join(output ?? join(PACKAGE_ROOT, 'inventory'), `${service}-${found.release}.json`);
  writeFileSync(file, `${JSON.stringify(found, null, 1)}\n`);
  for (const line of changes(known, found)) print(line);
  const api = found.endpoints.filter(({ kind }) => kind === 'api');
  const gone = api.filter((endpoint) => endpoint.gone).length;
  print(
    `${service} ${found.release}: ${api.length} endpoints${gone > 0 ? `, ${gone} of them gone` : ''}, ${found.dbApi.length} DB-API functions`,
  );
  print(`Wrote ${relative(process.cwd(), file)}`);
  return EXIT.identical;
}

/** What another version has more and less. */
export function changes(known: Inventory, found: Inventory): string[] {
  const lists = (of: Inventory) => [
    ...of.endpoints.map(endpointName),
    ...of.dbApi.map((name) => `${name}()`),
  ];
  const before = new Set(lists(known));
  const after = new Set(lists(found));
  return [
    ...[...after].filter((name) => !before.has(name)).map((name) => `new since ${known.release}: ${name}`),
    ...[...before].filter((name) => !after.has(name)).map((name) => `gone since ${known.release}: ${name}`),
  ];
}
