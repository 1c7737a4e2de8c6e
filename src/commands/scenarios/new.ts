import { join } from 'node:path';
import { endpointName } from '../../assertions/endpoint.ts';
import { HarnessError } from '../../errors.ts';
import { scenariosIn } from '../../execution/scenarios-in.ts';
import { EXIT } from '../../exit-codes.ts';
import { skeleton } from '../../importing/skeleton/skeleton.ts';
import { type Inventories, type InventoryEndpoint, SERVICES, type Service } from '../../model.ts';
import { BUILT_IN_VARIABLES } from '../../runner/run/built-in-variables.ts';
import { inventories } from '../../shipped/inventories.ts';
import { PACKAGE_ROOT } from '../../shipped/paths.ts';
import { nearest } from '../../yaml/nearest.ts';
import { quoted } from '../../yaml/quoted.ts';
import { Command, define } from '../command.ts';
import { writeNamedFile } from '../write-named-file.ts';
import { refuseExisting, runCommand, scenarioFile } from './scenario-file.ts';

export const newCommand = define(
  new Command('new')
    .description('write a first scenario for an endpoint, with its setup and cleanup')
    .argument('<endpoint>', "as in the inventory: 'POST /servers', 'POST /servers/{id}/action#reboot'")
    .argument(
      '[scenario]',
      "file to write, in its service's folder of scenarios/ (default: named after the endpoint)",
    ),
  async ({ print }, named, scenario) => {
    const known = inventories();
    const { service, endpoint } = endpointNamed(named, known);
    const file = scenarioFile(scenario ?? slug(endpoint), service);
    refuseExisting(file, 'Name another file: run-scenarios new ENDPOINT FILE');
    const scenarios = (await scenariosIn({ scenarios: [join(PACKAGE_ROOT, 'scenarios')] }, known)).flatMap(
      (each) => each.scenario ?? [],
    );
    writeNamedFile(file, skeleton(endpoint, known[service], scenarios, BUILT_IN_VARIABLES), { flag: 'wx' });
    print(`Wrote ${file}. Run it: ${runCommand(file)}`);
    return EXIT.success;
  },
);

function endpointNamed(
  named: string,
  known: Inventories,
): { readonly service: Service; readonly endpoint: InventoryEndpoint } {
  const shape = (name: string) =>
    name
      .trim()
      .replace(/^\w+/, (method) => method.toUpperCase())
      .replace(/\{[^}]*\}/g, '{}');
  const all = SERVICES.flatMap((service) =>
    known[service].endpoints.map((endpoint) => ({ service, endpoint })),
  );
  const fits = all.filter(({ endpoint }) => shape(endpointName(endpoint)) === shape(named));
  const [found] = fits;
  if (found) return found;
  const actions = all.filter(({ endpoint }) => shape(endpointName(endpoint)).startsWith(`${shape(named)}#`));
  const names = (actions.length > 0 ? actions : all).map(({ endpoint }) => endpointName(endpoint));
  const best = nearest(named, names) ?? (actions.length > 0 ? names[0] : undefined);
  throw new HarnessError('ENDPOINT_UNKNOWN', `No endpoint named "${quoted(named)}"`, {
    fix: best ? `Did you mean "${best}"?` : "Give a method and path, such as 'GET /v2/images'.",
  });
}

const slug = (endpoint: InventoryEndpoint): string =>
  endpointName(endpoint)
    .toLowerCase()
    .replace(/\{[^}]*\}/g, 'one')
    .replace(/[^a-z\d]+/g, '-')
    .replace(/^-|-$/g, '');
