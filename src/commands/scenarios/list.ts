import colors from 'picocolors';
import { endpointName } from '../../assertions/endpoint.ts';
import { scenariosIn } from '../../execution/scenarios-in.ts';
import { select } from '../../execution/select.ts';
import { EXIT } from '../../exit-codes.ts';
import { inventories } from '../../shipped/inventories.ts';
import { Command, define } from '../command.ts';
import { scenariosOption } from '../options.ts';

export const list = define(
  new Command('list')
    .description('list scenarios and the endpoints they call')
    .argument('[filter...]', 'as for run')
    .addOption(scenariosOption()),
  async ({ print }, filters, { scenarios }) => {
    for (const { id, name, steps } of select(await scenariosIn(scenarios, inventories()), filters)) {
      print(`${colors.bold(id)}  ${name}`);
      const endpoints = new Set(steps.flatMap(({ endpoint }) => (endpoint ? [endpointName(endpoint)] : [])));
      for (const endpoint of [...endpoints].sort()) print(`  ${endpoint}`);
    }
    return EXIT.success;
  },
);
