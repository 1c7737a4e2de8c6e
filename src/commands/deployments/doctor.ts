import { checks } from '../../deployments/machine/checks.ts';
import { EXIT } from '../../exit-codes.ts';
import { newestRelease } from '../../shipped/locks.ts';
import { PACKAGE } from '../../shipped/package.ts';
import { Command, define } from '../command.ts';
import { releaseOption } from '../options.ts';

export const doctor = define(
  new Command('doctor')
    .description('check that this machine can run managed deployments')
    .addOption(releaseOption()),
  async ({ print }, { release = newestRelease() }) => {
    const found = await checks(PACKAGE.engines.node.replace(/^\D+/, ''), release);
    const width = Math.max(...found.map(({ name }) => name.length));
    for (const { name, ok, detail, remedy } of found) {
      print(`${ok ? 'ok    ' : 'not ok'}  ${name.padEnd(width)}  ${detail}`);
      if (remedy) print(`        ${''.padEnd(width)}  ${remedy}`);
    }
    return found.every(({ ok }) => ok) ? EXIT.success : EXIT.deployment;
  },
);
