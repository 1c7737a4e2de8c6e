import { once } from 'node:events';
import { mkdirSync, unwatchFile, watchFile, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { HarnessError, messageOf } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import type { RunFile } from '../../model.ts';
import { ALLURE_RESULTS, allureReport, writeAllureResults } from '../../publishing/allure-report.ts';
import { reportData } from '../../publishing/report-data.ts';
import { openBrowser, serve } from '../../publishing/serve-folder.ts';
import { upgradeReport } from '../../publishing/upgrade-report.ts';
import { writeDashboard } from '../../publishing/write-dashboard.ts';
import { writeSite } from '../../publishing/write-site.ts';
import { github } from '../../reporters/formats/github.ts';
import { junit } from '../../reporters/formats/junit.ts';
import { markdown } from '../../reporters/formats/markdown.ts';
import { sarif } from '../../reporters/formats/sarif.ts';
import { readRunFile } from '../../runs/run-files.ts';
import { Command, define, type Io, Option } from '../command.ts';
import { keepRunsOption, newestOnOption, reportsOption, runArgument } from '../options.ts';
import { completeOrNamedFile } from './chosen-run.ts';

/** Formats that consist of one text. */
const TEXTS = {
  markdown,
  github,
  sarif: (run: RunFile) => sarif(run, process.cwd()),
  junit,
  upgrade: upgradeReport,
} as const;

const REPORT_FORMATS = ['html', 'allure', ...(Object.keys(TEXTS) as (keyof typeof TEXTS)[])] as const;

export const report = define(
  new Command('report')
    .description('write a report of a run')
    .addArgument(runArgument('the newest complete run'))
    .addOption(new Option('--format <name>', 'format of the report').choices(REPORT_FORMATS).default('html'))
    .addOption(newestOnOption())
    .addOption(reportsOption())
    .option(
      '--output <folder>',
      'folder for html and allure (default: beside run.json); file for the other formats (default: standard output)',
    )
    .addOption(
      new Option('--site <folder>', 'add the dashboard to a site of many runs, with a front page').conflicts(
        'output',
      ),
    )
    .addOption(keepRunsOption('remove older runs on this target from the site'))
    .option('--open', 'serve the dashboard on localhost and open it in the browser', false),
  async ({ print, progress, signal }, named, { format, reports, target, output, site, keepRuns, open }) => {
    if (site !== undefined && format !== 'html')
      throw new HarnessError('COMMAND_LINE', `--site has no ${format} report`, {
        fix: 'Leave out --format.',
      });
    if (open && format !== 'html')
      throw new HarnessError('COMMAND_LINE', `--open shows no ${format} report`, {
        fix: 'Leave out --format.',
      });
    if (keepRuns !== undefined && site === undefined)
      throw new HarnessError('COMMAND_LINE', '--keep-runs needs --site', {
        fix: 'Name the site: --site FOLDER',
      });
    const file = completeOrNamedFile({ named, reports, target, note: progress });
    const run = readRunFile(file);
    if (format === 'allure') {
      const results = join(dirname(file), ALLURE_RESULTS);
      writeAllureResults(results, run);
      const page = await allureReport(results, output ?? join(dirname(file), 'allure'));
      progress(`Allure's report: ${relative(process.cwd(), page)}`);
      return EXIT.success;
    }
    if (format !== 'html') {
      const text = TEXTS[format](run);
      if (output) writeText(output, text);
      else print(text.trimEnd());
      return EXIT.success;
    }
    const folder = site ?? output ?? join(dirname(file), 'html');
    const make = (of: RunFile): string => {
      const data = reportData(of, dirname(dirname(file)));
      return site ? writeSite(site, data, keepRuns) : writeDashboard(folder, data);
    };
    progress(`Dashboard: ${relative(process.cwd(), make(run))}`);
    if (open) await show(folder, { file, remake: () => make(readRunFile(file)) }, progress, signal);
    return EXIT.success;
  },
);

/** The run file of the pages, and how to rebuild them. */
interface Source {
  readonly file: string;
  readonly remake: () => void;
}

/** Milliseconds between checks of the run file. */
const EVERY = 250;

/** Serves the pages until interrupted. Rebuilds them when the run file changes, as with `--watch`. */
async function show(
  folder: string,
  { file, remake }: Source,
  progress: Io['progress'],
  signal: AbortSignal,
): Promise<void> {
  const { url, close, reload } = await serve(folder);
  // Polls, so that a replaced, incomplete or absent file does no harm.
  watchFile(file, { interval: EVERY }, ({ mtimeMs }) => {
    if (mtimeMs === 0) return;
    try {
      remake();
      reload();
    } catch (error) {
      progress(`The dashboard was not updated: ${messageOf(error)}`);
    }
  });
  progress(`Open at ${url} until you press Ctrl-C`);
  openBrowser(url);
  if (!signal.aborted) await once(signal, 'abort');
  close();
  unwatchFile(file);
}

function writeText(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new HarnessError('REPORT_FAILED', `Cannot write ${file}: ${messageOf(error, file)}`, {
      fix: 'Name a file that can be written with --output.',
      cause: error,
    });
  }
}
