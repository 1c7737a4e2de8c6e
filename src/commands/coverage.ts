import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dbApiCoverage } from '../assertions/db-api-coverage.ts';
import { predict } from '../assertions/predict.ts';
import { Config } from '../config/config.ts';
import { inventories } from '../config/inventories.ts';
import { PACKAGE_ROOT } from '../config/paths.ts';
import { newestRun, readRunFile } from '../config/run-files.ts';
import { HarnessError } from '../errors.ts';
import type { Service } from '../model.ts';
import { SERVICES } from '../model.ts';
import { coverageText } from '../reporters/coverage.ts';
import { dbApiText } from '../reporters/db-api-coverage.ts';
import { predictionText } from '../reporters/prediction.ts';
import { EXIT } from './exit-codes.ts';

export interface CoverageCommand {
  readonly service?: Service;
  readonly by: 'endpoint' | 'db-api';
  /** A run.json; the newest complete run in `output` without one. */
  readonly run?: string;
  readonly target?: string;
  /** A target whose profile tells what a ROME lacks. */
  readonly predict?: string;
  readonly config: string;
  readonly output: string;
}

/** `run-scenarios coverage`: what a run covered, from its run file alone. Resolves with the exit code. */
export async function coverage(
  { service, by, run: file, target, predict: profiled, config, output }: CoverageCommand,
  { print }: { readonly print: (line: string) => void },
): Promise<number> {
  const run = file
    ? readRunFile(file)
    : newestRun(
        output,
        (each) => each.filters.length === 0 && (target === undefined || each.target === target),
      );
  if (!run) {
    throw new HarnessError(
      'RUN_FILE_INVALID',
      `There is no complete run${target ? ` on ${target}` : ''} in ${output}`,
      {
        fix: `Make one: run-scenarios --target ${target ?? 'NAME'}, without a filter.`,
      },
    );
  }
  if (profiled) {
    const named = new Config(config).target(profiled);
    const withheld = named.kind === 'managed' ? Object.keys(named.profile ?? {}) : [];
    print(predictionText(predict(run, new Set(withheld))));
    return EXIT.identical;
  }
  const services = service ? [service] : SERVICES;
  if (by === 'endpoint') {
    print(coverageText(run, services));
    return EXIT.identical;
  }
  const known = inventories();
  for (const each of services) {
    const reasons = JSON.parse(
      readFileSync(join(PACKAGE_ROOT, `inventory/${each}-unreachable.json`), 'utf8'),
    );
    const rows = dbApiCoverage(known[each].dbApi, run);
    print(
      dbApiText(rows.map((row) => ({ ...row, ...(reasons[row.name] ? { reason: reasons[row.name] } : {}) }))),
    );
  }
  return EXIT.identical;
}
