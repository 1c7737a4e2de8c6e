import { Config } from '../../config/config.ts';
import { HarnessError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import { visible } from '../../reporters/text/visible.ts';
import { hidingIn } from '../../runner/redact/redact-result.ts';
import { connect } from '../../runner/run/connection.ts';
import { findLeftovers } from '../../runner/sweep/find-leftovers.ts';
import { removeLeftover } from '../../runner/sweep/remove-leftover.ts';
import { milliseconds } from '../../yaml/quantity.ts';
import { Command, define, InvalidArgumentError, Option } from '../command.ts';
import { configOption } from '../options.ts';

export const sweep = define(
  new Command('sweep')
    .description('remove what killed runs left behind on an attached deployment')
    .argument('<target>', 'the attached deployment, or "baseline"')
    .addOption(configOption())
    .addOption(
      new Option('--older-than <time>', 'only what is at least this old, such as 30m or 2h')
        .argParser(age)
        .default(age('1h'), '1h'),
    )
    .option('--dry-run', 'only list it', false),
  async ({ print, signal }, target, { config: file, olderThan, dryRun }) => {
    const config = new Config(file);
    const named = target === 'baseline' ? config.baseline() : config.target(target);
    if (named.kind === 'managed')
      throw new HarnessError('COMMAND_LINE', `The deployment "${target}" is managed`, {
        fix: '`run-scenarios down` removes a managed deployment and all that is in it.',
      });
    const connection = await connect(named.deployment, named.services, config.answerLimits(), signal);
    let failed = 0;
    try {
      const { secrets } = connection;
      const found = await hidingIn(secrets, () => findLeftovers(connection, Date.now() - olderThan));
      for (const each of found) {
        const why = dryRun ? undefined : await removeLeftover(connection, each, signal);
        if (why !== undefined) failed += 1;
        const done = dryRun ? 'left behind' : why === undefined ? 'removed' : 'not removed';
        print(
          visible(secrets.text(`${done}: ${each.what} ${each.name}${why === undefined ? '' : `: ${why}`}`)),
        );
      }
      const count = `${found.length} ${found.length === 1 ? 'thing' : 'things'}`;
      print(
        found.length === 0
          ? `Runs left nothing behind on ${target}`
          : dryRun
            ? `Runs left ${count} behind on ${target}; without --dry-run they are removed`
            : `${found.length - failed} of ${count} removed from ${target}`,
      );
    } finally {
      await connection.http.close();
    }
    return failed > 0 ? EXIT.different : EXIT.success;
  },
);

function age(text: string): number {
  const ms = milliseconds(text);
  if (ms === undefined) throw new InvalidArgumentError('Write it like 30m or 2h.');
  return ms;
}
