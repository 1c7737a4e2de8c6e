import type { Config, Named } from '../config/config.ts';
import { releaseName } from '../deployments/releases/releases.ts';
import { releaseOf } from '../deployments/run-folder/managed-spec.ts';
import { type Inventories, type PerSide, SIDES, ZED } from '../model.ts';
import type { Loaded } from '../runner/load/loaded.ts';
import { inventories } from '../shipped/inventories.ts';
import { type ScenarioSource, scenariosIn } from './scenarios-in.ts';

export const namedIn = (config: Config, target: string): PerSide<Named> => ({
  baseline: config.baseline(),
  target: config.target(target),
});

/** The inventories of the target's release. */
export const inventoriesFor = ({ target }: PerSide<Named>): Inventories =>
  inventories(openstackRelease(target));

/** The scenarios of some folders, for the releases of both deployments. */
export const scenariosFor = (source: ScenarioSource, named: PerSide<Named>): Promise<readonly Loaded[]> =>
  scenariosIn(
    source,
    inventoriesFor(named),
    SIDES.map((side) => openstackRelease(named[side])),
  );

/** Zed if a remote deployment does not state its release. */
const openstackRelease = (named: Named): string =>
  named.kind === 'managed' ? releaseName(releaseOf(named)) : (named.deployment.release ?? ZED);
