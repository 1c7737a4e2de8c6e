import colors from 'picocolors';
import { endpointName } from '../../assertions/endpoint.ts';
import { DEBIAN, releaseName } from '../../deployments/releases/releases.ts';
import { scenariosIn } from '../../execution/scenarios-in.ts';
import { select } from '../../execution/select.ts';
import { EXIT } from '../../exit-codes.ts';
import { ReachedBefore } from '../../runs/reached-before.ts';
import { inventories } from '../../shipped/inventories.ts';
import { Command, define } from '../command.ts';
import { excludeOption, grepOption, outputOption, releaseOption, scenariosOption } from '../options.ts';

export const list = define(
  new Command('list')
    .description('list scenarios and the endpoints that they call')
    .argument('[filter...]', 'filter, as for run')
    .addOption(excludeOption())
    .addOption(grepOption())
    .addOption(releaseOption())
    .addOption(scenariosOption())
    .addOption(outputOption()),
  async ({ print, progress }, filters, { scenarios, output, release = DEBIAN, ...narrowed }) => {
    const reached = new ReachedBefore(output, progress);
    const name = releaseName(release);
    const loaded = await scenariosIn(scenarios, inventories(name), [name]);
    const chosen = select(loaded, filters, { ...narrowed, reached });
    for (const { id, name, steps } of chosen) {
      print(`${colors.bold(id)}  ${name}`);
      const endpoints = new Set(steps.flatMap(({ endpoint }) => (endpoint ? [endpointName(endpoint)] : [])));
      for (const endpoint of [...endpoints].sort()) print(`  ${endpoint}`);
    }
    return EXIT.success;
  },
);
