import colors from 'picocolors';
import { endpointName } from '../../assertions/endpoint.ts';
import { scenariosIn } from '../../execution/scenarios-in.ts';
import { select } from '../../execution/select.ts';
import { EXIT } from '../../exit-codes.ts';
import { releaseName, type Scenario } from '../../model.ts';
import { visible } from '../../reporters/text/visible.ts';
import { type SetupFile, setupsIn } from '../../runner/load/setups-in.ts';
import { ReachedBefore } from '../../runs/reached-before.ts';
import { inventories } from '../../shipped/inventories.ts';
import { newestRelease } from '../../shipped/locks.ts';
import { Command, define } from '../command.ts';
import { excludeOption, grepOption, releaseOption, reportsOption, scenariosOption } from '../options.ts';

export const list = define(
  new Command('list')
    .description('list scenarios and the endpoints that they call')
    .argument('[filter...]', 'filter, as for run')
    .option('--json', 'as JSON, with tags and locks, and the setups with their variables', false)
    .addOption(excludeOption())
    .addOption(grepOption())
    .addOption(releaseOption())
    .addOption(scenariosOption())
    .addOption(reportsOption()),
  async (
    { print, progress },
    filters,
    { scenarios, reports, json, release = newestRelease(), ...narrowed },
  ) => {
    const reached = new ReachedBefore(reports, progress);
    const name = releaseName(release);
    const loaded = await scenariosIn({ scenarios }, inventories(name), [name]);
    const chosen = select(loaded, filters, { ...narrowed, reached });
    if (json) print(JSON.stringify(asJson(chosen, setupsIn(scenarios)), undefined, 2));
    else
      for (const scenario of chosen) {
        const skipped =
          scenario.skip === undefined ? '' : colors.yellow(`  skipped: ${visible(scenario.skip)}`);
        print(`${colors.bold(visible(scenario.id))}  ${visible(scenario.name)}${skipped}`);
        for (const endpoint of endpointsOf(scenario)) print(`  ${endpoint}`);
      }
    return EXIT.success;
  },
);

const endpointsOf = ({ steps }: Scenario): readonly string[] =>
  [...new Set(steps.flatMap(({ endpoint }) => (endpoint ? [endpointName(endpoint)] : [])))].sort();

const asJson = (scenarios: readonly Scenario[], setups: readonly SetupFile[]) => ({
  scenarios: scenarios.map((scenario) => {
    const { id, file, name, service, tags, exclusive, locks, skip, vars, steps } = scenario;
    return {
      ...{ id, file, name, service, tags, exclusive, locks },
      skip,
      ...{ vars: Object.keys(vars), steps: steps.length, endpoints: endpointsOf(scenario) },
    };
  }),
  setups,
});
