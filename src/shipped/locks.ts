/** The lock files of OpenStack's releases. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from './paths.ts';

const FOLDER = join(PACKAGE_ROOT, 'releases');
const LOCK = '.lock';

/** Releases with a lock, oldest first. */
export const lockedReleases = (): readonly string[] =>
  readdirSync(FOLDER)
    .filter((name) => name.endsWith(LOCK))
    .map((name) => name.slice(0, -LOCK.length))
    .sort();

/** The release that deployments run unless the config or an option names another. */
export const newestRelease = (): string => lockedReleases().at(-1) as string;

/** Path of the lock file of a tool that installs or serves releases. */
export const toolLock = (name: 'uv' | 'redis'): string => join(FOLDER, 'tools', `${name}${LOCK}`);

/** Path of a release's lock file. */
export const lockOf = (release: string): string => join(FOLDER, `${release}${LOCK}`);
