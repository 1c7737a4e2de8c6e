import { branches, endsLeft } from '../analysis/coverage/microversion-coverage.ts';
import { predict } from '../analysis/coverage/predict.ts';
import { Config } from '../config/config.ts';
import { EXIT } from '../exit-codes.ts';
import { type RunFile, SERVICES, type Service } from '../model.ts';
import { dbApiRows } from '../publishing/db-api-rows.ts';
import { coverageText } from '../reporters/text/coverage.ts';
import { dbApiText } from '../reporters/text/db-api-coverage.ts';
import { type BranchRow, branchesText } from '../reporters/text/microversion-coverage.ts';
import { predictionText } from '../reporters/text/prediction.ts';
import { completeRun, readRunFile } from '../runs/run-files.ts';
import { inventories } from '../shipped/inventories.ts';

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
  const run = file ? readRunFile(file) : completeRun(output, target);
  if (profiled) {
    const named = new Config(config).target(profiled);
    const withheld = named.kind === 'managed' ? Object.keys(named.profile ?? {}) : [];
    print(predictionText(predict(run, new Set(withheld))));
    return EXIT.identical;
  }
  const services = service ? [service] : SERVICES;
  if (by === 'endpoint') {
    print(coverageText(run, services));
    for (const each of services) {
      const rows = branchRows(run, each);
      if (rows.length > 0) print(branchesText(rows));
    }
    return EXIT.identical;
  }
  for (const each of services) print(dbApiText(dbApiRows(run, each)));
  return EXIT.identical;
}

const branchRows = (run: RunFile, service: Service): BranchRow[] =>
  branches(inventories()[service], run).map((branch) => ({
    ...branch,
    called: branch.versions.length > 0,
    left: endsLeft(branch),
  }));
