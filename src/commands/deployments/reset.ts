import { running } from '../../deployments/processes/persistent.ts';
import { reset as resetDeployment } from '../../deployments/run-folder/reset.ts';
import { HarnessError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import { Command, define } from '../command.ts';

export const reset = define(
  new Command('reset')
    .description('restore persistent deployments to their initial state')
    .argument('[name...]', 'deployments (default: all)'),
  async ({ print, signal }, names) => {
    const kept = await running();
    const up = kept.map(({ record }) => record.spec.name);
    const unknown = names.filter((name) => !up.includes(name));
    if (unknown.length > 0) {
      throw new HarnessError('TARGET_UNKNOWN', `Not running: ${unknown.join(', ')}`, {
        fix: `Boot it: run-scenarios up ${unknown.join(' ')}`,
      });
    }
    const chosen = kept.filter(({ record }) => names.length === 0 || names.includes(record.spec.name));
    if (chosen.length === 0) print('No deployment is running');
    await Promise.all(
      chosen.map(async (deployment) => {
        await resetDeployment(deployment, print, signal);
        print(`${deployment.record.spec.name} is in its initial state`);
      }),
    );
    return EXIT.success;
  },
);
