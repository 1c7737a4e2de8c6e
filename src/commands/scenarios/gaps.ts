import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue, gapName, reachedBy } from '../../analysis/gaps/catalogue.ts';
import { scoreCatalogue } from '../../analysis/gaps/score.ts';
import { ensureRelease } from '../../deployments/releases/ensure-release.ts';
import { failureModes } from '../../deployments/rome/failure-modes.ts';
import { HarnessError } from '../../errors.ts';
import { scoreGaps } from '../../execution/score-gaps.ts';
import { EXIT } from '../../exit-codes.ts';
import {
  type Gap,
  type Requirement,
  type RunFile,
  type ScenarioResult,
  SERVICES,
  type Service,
} from '../../model.ts';
import { gapLine, gapsMarkdown, gapsText } from '../../reporters/text/gaps.ts';
import { readGapScores, writeGapScores } from '../../runs/gap-scores.ts';
import { completeRun, readRunFile, runFileAt } from '../../runs/run-files.ts';
import { newestRelease } from '../../shipped/locks.ts';
import { Command, define } from '../command.ts';
import { outputOption, releaseOption, scenariosOption, serviceOption, workersOption } from '../options.ts';

export const gaps = define(
  new Command('gaps')
    .description(
      'test the diagnosis: break one ROME construct at a time, in each failure mode, and score what a run reports',
    )
    .argument('[construct...]', 'constructs to break (default: all that the scenarios need)')
    .option('--mode <name>', 'only this failure mode, such as refuse or ignore')
    .addOption(serviceOption('only scenarios of this service'))
    .option('--run <run>', "complete run with the scenarios' requirements (default: the newest)")
    .option('--resume <folder>', 'resume an interrupted test in its folder')
    .addOption(releaseOption())
    .addOption(scenariosOption())
    .addOption(outputOption())
    .addOption(workersOption()),
  async (io, constructs, options) => {
    const { print, progress } = io;
    const { resume, output, release = newestRelease() } = options;
    const folder = resume ?? join(output, `${new Date().toISOString().replace(/[:.]/g, '-')}-gaps`);
    const scores = resume === undefined ? [] : [...readGapScores(folder)];
    const { requirements, ...whole } = options.run
      ? readRunFile(runFileAt(options.run, output))
      : completeRun(output, undefined, progress);
    const seen = scenariosOf(whole, options.service);
    await ensureRelease(release, SERVICES, io);
    const chosen = await chosenGaps(reachedBy(seen, requirements), constructs, { ...options, release });
    const scored = new Set(scores.map(gapName));
    const left = chosen.filter((gap) => !scored.has(gapName(gap)));
    let done = 0;
    try {
      for await (const score of scoreGaps(left, { ...options, ...io, release, seen, requirements, folder })) {
        scores.push(score);
        writeGapScores(folder, scores);
        progress(`${++done}/${left.length} ${gapLine(score)}`);
      }
    } catch (error) {
      if (scores.length > 0) progress(`${scores.length} gaps scored; continue with --resume ${folder}`);
      throw error;
    }
    const total = scoreCatalogue(scores);
    writeFileSync(join(folder, 'gaps.md'), gapsMarkdown(scores, total));
    print(gapsText(scores, total));
    return total.recall === 1 ? EXIT.success : EXIT.different;
  },
);

function scenariosOf(
  { scenarios }: Pick<RunFile, 'scenarios'>,
  service?: Service,
): readonly ScenarioResult[] {
  const own = scenarios.filter((each) => service === undefined || each.service === service);
  if (own.length > 0) return own;
  throw new HarnessError('NOTHING_SELECTED', `The run has no ${service} scenario`, {
    fix: 'Name another with --run, or make one: run-scenarios --target rome',
  });
}

async function chosenGaps(
  requirements: readonly Requirement[],
  constructs: readonly string[],
  { mode, release }: { readonly mode?: string | undefined; readonly release: string },
): Promise<readonly Gap[]> {
  const modes = await failureModes(release);
  const chosen = catalogue(requirements, modes).filter(
    (gap) =>
      (constructs.length === 0 || constructs.includes(gap.construct)) &&
      (mode === undefined || mode === gap.mode),
  );
  if (chosen.length > 0) return chosen;
  const named = [...constructs, ...(mode === undefined ? [] : [mode])].join(' ');
  throw new HarnessError('NOTHING_SELECTED', `No gap of the run matches ${named || 'any construct'}`, {
    fix: `\`run-scenarios coverage --by db-api\` lists the constructs. Modes are ${Object.keys(modes).join(', ')}.`,
  });
}
