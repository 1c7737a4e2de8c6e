import { endsLeft, microversionRanges } from '../../analysis/coverage/microversion-coverage.ts';
import { predict } from '../../analysis/coverage/predict.ts';
import { Config } from '../../config/config.ts';
import { EXIT } from '../../exit-codes.ts';
import { type RunFile, SERVICES, type Service } from '../../model.ts';
import { dbApiRows } from '../../publishing/db-api-rows.ts';
import { coverageText } from '../../reporters/text/coverage/coverage.ts';
import { dbApiText } from '../../reporters/text/coverage/db-api-coverage.ts';
import {
  type MicroversionRangeRow,
  microversionRangesText,
} from '../../reporters/text/coverage/microversion-coverage.ts';
import { predictionText } from '../../reporters/text/coverage/prediction.ts';
import { readRunFile } from '../../runs/run-files.ts';
import { inventoryOf } from '../../shipped/inventories.ts';
import { Command, define, Option } from '../command.ts';
import {
  configOption,
  newestOnOption,
  reportsOption,
  runArgument,
  runOption,
  serviceOption,
} from '../options.ts';
import { completeOrNamedFile } from './chosen-run.ts';

export const coverage = define(
  new Command('coverage')
    .description('show what a run covered of the inventory')
    .addArgument(runArgument('the newest complete run'))
    .addOption(serviceOption('only this service'))
    .addOption(
      new Option('--by <what>', 'what to count').choices(['endpoint', 'db-api'] as const).default('endpoint'),
    )
    .addOption(newestOnOption())
    .option(
      '--predict <name>',
      "predict which endpoints this target's ROME profile can serve, from the baseline's queries",
    )
    .addOption(configOption())
    .addOption(runOption())
    .addOption(reportsOption()),
  async (
    { print, progress, out },
    argument,
    { service, by, run: file, target, predict: profiled, config, reports },
  ) => {
    const named = argument ?? file;
    const run = readRunFile(completeOrNamedFile({ named, reports, target, note: progress }));
    if (profiled) {
      const rome = new Config(config).target(profiled);
      const withheld = rome.kind === 'managed' ? Object.keys(rome.profile ?? {}) : [];
      print(predictionText(predict(run, new Set(withheld))));
      return EXIT.success;
    }
    const services = service ? [service] : SERVICES;
    if (by === 'endpoint') {
      print(coverageText(run, services, out.isTTY ? out.columns : undefined));
      for (const each of services) {
        const rows = microversionRangeRows(run, each);
        if (rows.length > 0) print(microversionRangesText(rows));
      }
      return EXIT.success;
    }
    for (const each of services) print(dbApiText(dbApiRows(run, each)));
    return EXIT.success;
  },
);

const microversionRangeRows = (run: RunFile, service: Service): MicroversionRangeRow[] =>
  microversionRanges(inventoryOf(service, run.releases[service]), run).map((range) => ({
    ...range,
    called: range.versions.length > 0,
    left: endsLeft(range),
  }));
