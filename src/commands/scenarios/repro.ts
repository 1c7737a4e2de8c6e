import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shortestWay } from '../../analysis/shortest-way.ts';
import { groupsOf } from '../../analysis/step-groups.ts';
import { isFailing } from '../../analysis/verdict.ts';
import { Config } from '../../config/config.ts';
import { HarnessError } from '../../errors.ts';
import { runOnce } from '../../execution/run-once.ts';
import { namedIn, scenariosFor } from '../../execution/scenarios-for.ts';
import { type ChosenStep, whatToReproduce } from '../../execution/what-to-reproduce.ts';
import { SIDES } from '../../model.ts';
import { reproScript } from '../../reporters/formats/repro-script.ts';
import { reproText } from '../../reporters/text/repro-text.ts';
import { reasonsOf } from '../../reporters/text/step-text.ts';
import { newestRun } from '../../runs/run-files.ts';
import { Command, define } from '../command.ts';
import {
  baselineReleaseOption,
  configOption,
  outputOption,
  releaseOption,
  scenariosOption,
  varOption,
} from '../options.ts';
import { writeNamedFile } from '../write-named-file.ts';

export const repro = define(
  new Command('repro')
    .description(
      'rerun one failing step with only the steps it needs; show both requests, both responses and why they differ',
    )
    .argument(
      '<what>',
      "item number from fix, endpoint ('GET /v2/images'), scenario, scenario:line, or scenario#step",
    )
    .option('-t, --target <name>', 'deployment under test (default: that of the last run)')
    .option('--script <file>', 'also write a standalone bash script, for a bug report')
    .addOption(configOption())
    .addOption(releaseOption())
    .addOption(baselineReleaseOption())
    .addOption(scenariosOption())
    .addOption(varOption())
    .addOption(outputOption()),
  async (io, what, { script, ...options }) => {
    const { output } = options;
    const last = newestRun(
      output,
      ({ target }) => options.target === undefined || target === options.target,
      io.progress,
      ['finished', 'aborted'],
    );
    const target = options.target ?? last?.target;
    if (target === undefined)
      throw new HarnessError('COMMAND_LINE', 'No run yet to take the target from', {
        fix: 'Name the target: run-scenarios repro … --target rome',
      });
    const named = namedIn(new Config(options.config, options), target);
    const loaded = await scenariosFor(options, named);
    const chosen = whatToReproduce(what, loaded, last);
    const way = shortestWay(chosen.scenario, chosen.index);
    const { run, code } = await runOnce(
      [way.id],
      { ...io, ...options, target, workers: 1, onlyFailed: false, keep: true, probe: true, narrow: true },
      { into: join(output, 'repro', target), only: way },
    );
    const [scenario] = run.scenarios;
    const group = scenario?.steps.slice(-(groupsOf(way.steps).at(-1)?.length ?? 1)) ?? [];
    const step = group.find(isFailing) ?? group.at(-1);
    if (scenario && step) io.print(reproText(scenario, step));
    if (script) {
      const seen = step ? reasonsOf(step) : [];
      writeNamedFile(script, reproScript(way, { seen, read: (file) => readFileSync(file) }), { mode: 0o755 });
      io.progress(`Wrote ${script}`);
    }
    const isManaged = SIDES.some((side) => named[side].kind === 'managed');
    io.progress(
      `${isManaged ? 'The deployments keep running; stop them with `run-scenarios down`. ' : ''}${place(chosen)}`,
    );
    return code;
  },
);

const place = ({ scenario, index }: ChosenStep): string =>
  `Scenario ${scenario.id}, step ${index + 1} of ${scenario.steps.length}`;
