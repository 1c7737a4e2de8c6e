import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import type { RunFile, RunSummary } from '../../../src/model.ts';
import { reportData } from '../../../src/publishing/report-data.ts';
import { dashboard } from '../../../src/reporters/html/dashboard.ts';
import { readHistory } from '../../../src/runs/history-files.ts';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';
import { CommandLine, test } from '../../support/commands/command-line.ts';
import { pagesOf } from '../../support/runs/dashboard.ts';

const SHARDS = 4;

/** Removes only constructs that always show: without order_by, rows would sometimes be in the right order. */
const CONFIG = {
  baseline: { managed: 'sql' },
  targets: {
    red: {
      managed: 'rome',
      profile: { 'Query.union': 'refuse', 'Query.update': 'no-count', limit: 'ignore' },
    },
  },
};

/** Scenarios that need all of these constructs, with the setups that they use. */
const SOME = [
  '_shared',
  'glance/images/list-admin.yaml',
  'glance/images/list-paging.yaml',
  'glance/images/tags.yaml',
]
  .concat([
    'glance/images/members.yaml',
    'glance/images/show.yaml',
    'glance/metadefs/namespaces-list-sort.yaml',
  ])
  .concat(['glance/images/bodies', 'glance/info/stores.yaml', 'glance/versions']);

test.describe('four shards on persistent deployments', { tag: '@long' }, () => {
  test.describe.configure({ mode: 'serial' });
  let commandLine: CommandLine;
  let scenarios: string;
  let config: string;
  let whole: RunFile;
  let merged: RunFile;
  let artifacts: string;

  /** The newest run in the folder `output`. */
  const newest = (output: string): RunFile => {
    const folders = readdirSync(output).filter((name) => /^\d{4}-/.test(name));
    return JSON.parse(readFileSync(join(output, folders.sort().at(-1) ?? '', 'run.json'), 'utf8'));
  };

  test.beforeAll(async () => {
    commandLine = new CommandLine();
    scenarios = join(commandLine.runtime, 'scenarios');
    config = join(commandLine.runtime, 'config.yaml');
    writeFileSync(config, JSON.stringify(CONFIG));
    artifacts = join(commandLine.runtime, 'artifacts');
    for (const name of SOME)
      cpSync(join(PACKAGE_ROOT, 'scenarios', name), join(scenarios, name), { recursive: true });
    const { code, stderr } = await commandLine.exec('up', 'red', '--services', 'glance', '--config', config);
    expect(code, stderr).toBe(0);
  });
  test.afterAll(() => commandLine.remove());

  test('merge into the same report as one run', async () => {
    const reports = (name: string) => join(commandLine.runtime, name);
    // How far a statement is narrowed depends on the machine's speed.
    const run = (output: string, ...args: readonly string[]) =>
      commandLine.exec(
        ...['--target', 'red', '--config', config, '--scenarios', scenarios, '--output', output],
        '--no-narrow',
        ...args,
      );
    const unsharded = await run(reports('one'));
    expect(unsharded.code, unsharded.stderr).toBe(1);
    whole = newest(reports('one'));
    expect(whole.missing.length).toBeGreaterThan(2);
    for (let shard = 1; shard <= SHARDS; shard++) {
      // As in CI, each job has its own reports, in a separate folder. The last shard's folder sorts first.
      const output = join(artifacts, `shard-${SHARDS - shard}`);
      const { stderr } = await run(output, '--shard', `${shard}/${SHARDS}`);
      expect(stderr).toContain('Results: ');
      expect(newest(output)).toMatchObject({ status: 'finished', shard: { index: shard, of: SHARDS } });
      expect(readHistory(output)).toEqual([]);
    }
    const { code, stdout, stderr } = await commandLine.exec(
      'merge',
      artifacts,
      '--output',
      reports('merged'),
    );
    expect(code, stderr).toBe(1);
    expect(stdout).toContain(`of ${whole.planned} scenarios failed`);
    merged = newest(reports('merged'));
    expect(resultsOf(timeless(merged))).toEqual(resultsOf(timeless(whole)));
    expect(readHistory(reports('merged')).map(kept)).toEqual(readHistory(reports('one')).map(kept));
    // Leave out the history, which was compared above: it has other times.
    const pages = (of: RunFile) =>
      Object.fromEntries(
        [...pagesOf(dashboard(reportData(timeless(of), reports('none'))))].map(([path, text]) => [
          path,
          withoutChance(text),
        ]),
      );
    const [one, other] = [pages(whole), pages(merged)];
    expect(Object.keys(other)).toEqual(Object.keys(one));
    expect(Object.keys(one).flatMap((path) => differing(path, one[path], other[path]))).toEqual([]);
  });

  test('shards that do not form one run are refused with all reasons', async () => {
    const refused = async (path: string) => {
      const { code, stderr, stdout } = await commandLine.exec('merge', path, '--output', join(path, 'out'));
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      return stderr;
    };
    const other = join(commandLine.runtime, 'other');
    cpSync(artifacts, other, { recursive: true });
    renameSync(join(other, 'shard-0'), join(commandLine.runtime, 'away'));
    expect(await refused(other)).toContain(
      `SHARDS_INVALID Of ${SHARDS} shards, these are missing: ${SHARDS}`,
    );
    mkdirSync(join(other, 'again'));
    writeFileSync(
      join(other, 'again/run.json'),
      JSON.stringify({ ...newest(join(other, 'shard-1')), target: 'rome' }),
    );
    const reasons = await refused(other);
    for (const reason of [
      `these are missing: ${SHARDS}`,
      `Shard ${SHARDS - 1} is there 2 times`,
      'different targets',
      '3 mistakes',
    ])
      expect(reasons).toContain(reason);
    expect(await refused(scenarios)).toContain('RUN_FILE_INVALID No run.json');
  });

  test('more shards than scenarios are an invalid command line', async () => {
    const { code, stderr } = await commandLine.startRun('rome-2015', 'glance/info/stores', '--shard', '2/90')
      .ended;
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('90 shards are too many for'),
    });
  });
});

/** Sets every duration of a run to 1 ms, and removes costs. */
const timeless = (run: RunFile): RunFile =>
  JSON.parse(JSON.stringify(run), (key, value) => {
    if (key === 'cost') return undefined;
    return key === 'ms' && typeof value === 'number' ? 1 : value;
  });

/** The results of a run, without times and ids. */
const resultsOf = ({ endpoints, missing, requirements, dbApi, ...run }: RunFile) => ({
  ...{ endpoints, dbApi, status: run.status, planned: run.planned, digest: run.digest, filters: run.filters },
  missing: missing.map(({ id, way, reached }) => ({ id, way, reached })),
  requirements: requirements.map(({ id }) => id).sort(),
  steps: run.scenarios.map(({ id, steps }) => [id, steps.map(({ verdict }) => verdict)]),
});

const kept = ({ target, digest, missing, endpoints, scenarios }: RunSummary) => ({
  ...{ target, digest, missing, scenarios: Object.keys(scenarios ?? {}) },
  endpoints: endpoints.map(({ ms: _, ...endpoint }) => endpoint),
});

/**
 * A page without values that differ between runs: raw answers, ids, times, ports, bars, the order of an image's tags, and
 * rows of other scenarios that narrowing finds.
 */
const withoutChance = (page: string): string =>
  page
    .replace(/<table class="answers">[\s\S]*?<\/table>|<pre[\s\S]*?<\/pre>/g, '')
    .replace(/[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}/g, 'ID')
    .replace(/\btag\d{3}\b/g, 'TAG')
    .replace(/\btags\[\d+\]/g, 'tags[N]')
    .replace(/<dt>On SQLite<\/dt>.*?<\/dl>/g, 'ROWS')
    .replace(/\d{4}-\d\d-\d\d[T ][\d:.]+(Z|\+00:00)?/g, 'TIME')
    .replace(/\d+ [A-Z][a-z]{2} \d{4}, \d\d:\d\d UTC/g, 'TIME')
    .replace(/127\.0\.0\.1:\d+/g, 'HOST')
    .replace(/[\d.]+ (ms|s)\b|[\d.]+×/g, 'MS')
    .replace(/(width|y|cy|points)="[^"]*"/g, '$1="N"');

/** The lines of a page that differ from the other page. */
const differing = (path: string, one = '', other = ''): string[] => {
  const lines = other.split('\n');
  return one.split('\n').flatMap((line, at) => (line === lines[at] ? [] : [`${path}:${at + 1} ${line}`]));
};
