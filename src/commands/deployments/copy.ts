import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { discoveryCopy } from '../../deployments/managed.ts';
import { ensureRelease } from '../../deployments/releases/ensure-release.ts';
import { HarnessError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import { newestRelease } from '../../shipped/locks.ts';
import { Command, define } from '../command.ts';
import { releaseOption, serviceArgument } from '../options.ts';
import { writeNamedFile } from '../write-named-file.ts';

export const copy = define(
  new Command('copy')
    .description("make the discovery copy of a service's DB API and show its diff")
    .addArgument(serviceArgument())
    .addOption(releaseOption())
    .option('--output <folder>', 'folder to write to (default: discovery/<service>)')
    .option('--force', 'overwrite an edited copy', false),
  async ({ print, progress, signal }, service, { release = newestRelease(), output, force }) => {
    const folder = output ?? join('discovery', service);
    const file = join(folder, 'api.py');
    await ensureRelease(release, ['glance', service], { progress, signal });
    const { text, diff } = await discoveryCopy(service, { release });
    const there = await readFile(file, 'utf8').catch(() => undefined);
    if (there !== undefined && there !== text && !force) {
      throw new HarnessError('COPY_FAILED', `${file} was edited or comes from another version`, {
        fix: 'Use --force to overwrite it, or --output to write elsewhere.',
      });
    }
    writeNamedFile(file, text);
    print(diff.trimEnd());
    print('');
    const of = release === newestRelease() ? '' : `release: ${release}, `;
    print(
      `Wrote ${file}. A target that uses it: mine: { managed: rome, ${of}copy: { ${service}: ${file} } }`,
    );
    return EXIT.success;
  },
);
