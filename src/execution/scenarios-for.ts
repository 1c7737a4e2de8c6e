import type { Config, Named } from '../config/config.ts';
import { releaseOf } from '../deployments/releases/software.ts';
import {
  type Inventories,
  type PerSide,
  type RunFile,
  releaseName,
  type Service,
  SIDES,
  ZED,
} from '../model.ts';
import type { Loaded } from '../runner/load/loaded.ts';
import { inventories } from '../shipped/inventories.ts';
import { type ScenarioSource, scenariosIn } from './scenarios-in.ts';

export const namedIn = (config: Config, target: string): PerSide<Named> => {
  const named = { baseline: config.baseline(), target: config.target(target) };
  return {
    baseline: withRelease(named.baseline, named.target),
    target: withRelease(named.target, named.baseline),
  };
};

/** A remote deployment that does not state its release is taken to run the other deployment's. */
function withRelease(named: Named, other: Named): Named {
  if (named.kind === 'managed' || named.deployment.release !== undefined) return named;
  const release = statedRelease(other);
  return release === undefined ? named : { ...named, deployment: { ...named.deployment, release } };
}

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

/** The version of each service on the baseline. Undefined if it runs the target's release. */
export function baselineVersions(
  { baseline, target }: PerSide<Named>,
  services: readonly Service[],
): RunFile['baselineReleases'] {
  const release = openstackRelease(baseline);
  if (release === openstackRelease(target)) return undefined;
  const known = inventories(release);
  return Object.fromEntries(services.map((service) => [service, known[service].release]));
}

/** Zed if neither deployment states its release. */
const openstackRelease = (named: Named): string => statedRelease(named) ?? ZED;

const statedRelease = (named: Named): string | undefined =>
  named.kind === 'managed' ? releaseName(releaseOf(named)) : named.deployment.release;
