import { join, relative } from 'node:path';
import { endpointName } from '../../assertions/endpoint.ts';
import { installedInventory } from '../../deployments/services/inventory.ts';
import { EXIT } from '../../exit-codes.ts';
import type { Inventory } from '../../model.ts';
import { inventories } from '../../shipped/inventories.ts';
import { newestRelease } from '../../shipped/locks.ts';
import { PACKAGE_ROOT } from '../../shipped/paths.ts';
import { Command, define } from '../command.ts';
import { releaseOption, serviceArgument } from '../options.ts';
import { writeNamedFile } from '../write-named-file.ts';

export const inventory = define(
  new Command('inventory')
    .description('list the endpoints of a service from its router, and what is new or removed')
    .addArgument(serviceArgument())
    .addOption(releaseOption())
    .option('--output <folder>', 'folder to write to (default: the shipped inventories)'),
  async ({ print, progress, signal }, service, { release = newestRelease(), output }) => {
    const known = inventories()[service];
    const found = await installedInventory(service, release, { progress, signal });
    const file = join(output ?? join(PACKAGE_ROOT, 'inventory'), `${service}-${found.release}.json`);
    writeNamedFile(file, `${JSON.stringify(found, null, 1)}\n`);
    for (const line of changes(known, found)) print(line);
    const api = found.endpoints.filter(({ kind }) => kind === 'api');
    const gone = api.filter((endpoint) => endpoint.gone).length;
    print(
      `${service} ${found.release}: ${api.length} endpoints${gone > 0 ? `, ${gone} of them removed upstream` : ''}, ${found.dbApi.length} DB-API functions`,
    );
    print(`Wrote ${relative(process.cwd(), file)}`);
    return EXIT.success;
  },
);

/** Endpoints and functions that the other version adds and removes. */
export function changes(known: Inventory, found: Inventory): string[] {
  const lists = (of: Inventory) => [
    ...of.endpoints.map(endpointName),
    ...of.dbApi.map((name) => `${name}()`),
  ];
  const before = new Set(lists(known));
  const after = new Set(lists(found));
  return [
    ...[...after].filter((name) => !before.has(name)).map((name) => `new since ${known.release}: ${name}`),
    ...[...before]
      .filter((name) => !after.has(name))
      .map((name) => `removed since ${known.release}: ${name}`),
  ];
}
