import type { Named } from '../config/config.ts';
import { releaseName } from '../deployments/releases/releases.ts';
import { releaseOf } from '../deployments/run-folder/managed-spec.ts';
import { type PerSide, SIDES, ZED } from '../model.ts';

/** OpenStack's release that each deployment runs, by its own name; Zed where a remote one does not say. */
export const releasesOf = (named: PerSide<Named>): readonly string[] =>
  SIDES.map((side) => openstackRelease(named[side]));

const openstackRelease = (named: Named): string =>
  named.kind === 'managed' ? releaseName(releaseOf(named)) : (named.deployment.release ?? ZED);
