import { remove, running, sweep } from '../../deployments/processes/persistent.ts';
import { removeTokenFiles } from '../../execution/token-file.ts';
import { EXIT } from '../../exit-codes.ts';
import { Command, define } from '../command.ts';

export const down = define(
  new Command('down')
    .description('stop persistent deployments and remove what killed runs left behind')
    .argument('[name...]', 'deployments (default: all)'),
  async ({ print }, names) => {
    const kept = await running();
    const chosen = kept.filter(({ record }) => names.length === 0 || names.includes(record.spec.name));
    for (const deployment of chosen) {
      await remove(deployment);
      print(`${deployment.record.spec.name} is stopped`);
    }
    for (const name of names) {
      if (!chosen.some(({ record }) => record.spec.name === name)) print(`${name} was not running`);
    }
    for (const line of await sweep()) print(line);
    if (chosen.length === kept.length) await removeTokenFiles();
    if (names.length === 0 && chosen.length === 0) print('No deployment was running');
    return EXIT.success;
  },
);
