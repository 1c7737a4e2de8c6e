import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { DEBIAN, type RunFile } from '../../../src/model.ts';
import { guesses } from '../../support/answers/guesses.ts';
import { CommandLine, test } from '../../support/commands/command-line.ts';

/** The endpoints of the images resource in Glance's router. */
const IMAGES = /^[A-Z]+ \/v2\/images(\/|$)/;

const verdicts = ({ endpoints }: RunFile): string[] => [
  ...new Set(endpoints.filter(({ called }) => called > 0).map(({ verdict }) => verdict)),
];

test.describe('on persistent deployments', { tag: '@long' }, () => {
  test.describe.configure({ mode: 'serial' });
  let commandLine: CommandLine;

  test.beforeAll(async () => {
    commandLine = new CommandLine();
    const { code, stderr } = await commandLine.exec('up', 'sql', 'rome', '--services', 'glance');
    expect(code, stderr).toBe(0);
  });
  test.afterAll(() => commandLine.remove());

  test('every image endpoint is identical on rome', async () => {
    const { code, stdout } = await commandLine.startRun('rome', 'glance', '--reporter', 'allure').ended;
    expect(code, stdout).toBe(0);
    const run = commandLine.runFile();
    expect(run).toMatchObject({ target: 'rome', digest: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(commandLine.allureResults()).toHaveLength(run.scenarios.length);
    const images = run.endpoints.filter(({ endpoint }) => IMAGES.test(endpoint));
    expect(images).toHaveLength(21);
    expect(images.filter(({ verdict }) => verdict !== 'identical')).toEqual([]);
    expect(run.missing).toEqual([]);
    // Check that the run was traced: without requirements, nothing could be missing.
    expect(images.every(({ requirements }) => requirements.length > 0)).toBe(true);
    expect(images.every(({ cost }) => (cost?.roundTrips?.most ?? 0) > 0)).toBe(true);
  });

  test('SQL against SQL is identical', async () => {
    const { code, stdout } = await commandLine.startRun('sql', 'glance').ended;
    expect(code, stdout).toBe(0);
    const run = commandLine.runFile();
    expect(verdicts(run)).toEqual(['identical']);
    expect(run.scenarios.flatMap(({ failures }) => failures)).toEqual([]);
    expect(guesses(run)).toEqual([]);
  });

  test('rome-2015 fails, and each of its six missing constructs is named with its place', async () => {
    const scenarios = ['glance/images', 'glance/metadefs/delete-contents'];
    // The first port was one of an older Glance. Debian's is the oldest here.
    const old = ['--release', DEBIAN];
    const up = await commandLine.exec('up', 'rome-2015', '--services', 'glance', ...old);
    expect(up.code, up.stderr).toBe(0);
    const { code, stdout } = await commandLine.startRun('rome-2015', ...scenarios, ...old).ended;
    expect(code).toBe(1);
    const { missing, endpoints } = commandLine.runFile();
    expect([...new Set(missing.map(({ construct }) => construct))].sort()).toEqual([
      ...['Query.delete', 'Query.one', 'Query.union', 'Query.update', 'limit', 'order_by'],
    ]);
    for (const [id, way, code] of [
      ['image_get Query.one', 'refused', /\.one\(\)/],
      ['image_get_all Query.union', 'refused', /\.union\(/],
      ['image_get_all limit', 'wrong', /\.all\(\)/],
      ['image_get_all order_by', 'wrong', /\.all\(\)/],
      ['image_update Query.update', 'wrong', /\.update\(/],
      ['metadef_tag_delete_namespace_content Query.delete', 'wrong', /delete_by_namespace|metadef_tag_api/],
    ] as const) {
      const query = missing.find((each) => each.id === id);
      expect(query, id).toMatchObject({ way });
      expect(query?.place?.file).toMatch(/discovery\/glance\/api\.py$/);
      expect(lineOf(query?.place), id).toMatch(code);
      expect(endpoints.some((endpoint) => endpoint.missing.includes(id))).toBe(true);
      expect(stdout).toContain(query?.construct);
    }
    // The constructs that ROME ignores were seen on a listing that needs no refused construct.
    const listed = missing.filter(
      ({ dbApi, construct }) => dbApi === 'image_get_all' && /^(limit|order_by)$/.test(construct),
    );
    expect(listed.every(({ reached, requestId }) => reached && requestId)).toBe(true);
  });

  test("without the probe, refusals are read from the service's log, and the run says what is unavailable", async () => {
    const runs = join(commandLine.runtime, 'run-scenarios');
    const folder = join(runs, readdirSync(runs).find((name) => name.startsWith('rome-2015-')) as string);
    const { ports } = JSON.parse(readFileSync(join(folder, 'deployment.json'), 'utf8'));
    const { admin } = JSON.parse(readFileSync(join(folder, 'passwords.json'), 'utf8'));
    const config = join(commandLine.runtime, 'remote.yaml');
    const target = {
      ...{ auth_url: `http://127.0.0.1:${ports.keystone}/v3`, username: 'admin', password: admin },
      ...{ project: 'admin', logs: [join(folder, 'log/glance.log')], folders: [folder] },
    };
    const baseline = { managed: 'sql', release: DEBIAN };
    writeFileSync(config, JSON.stringify({ baseline, targets: { away: target } }));
    const { code, stdout } = await commandLine.startRun('away', 'glance/images/tags', '--config', config)
      .ended;
    expect(code).toBe(1);
    const { missing, unavailable } = commandLine.runFile();
    expect(new Set(missing.map(({ construct, way }) => `${construct} ${way}`))).toEqual(
      new Set(['Query.one refused', 'Query.union refused']),
    );
    expect(missing[0]?.place?.file).toMatch(/discovery\/glance\/api\.py$/);
    expect(missing[0]?.traceback?.length).toBeGreaterThan(0);
    expect(unavailable).toHaveLength(1);
    expect(stdout).toContain('not available: missing queries: away has no probe');
  });
});

/** The code at a place in the copy, with the next two lines, because a statement can span several. */
function lineOf(place: { readonly file: string; readonly line: number } | undefined): string {
  if (!place) return '';
  return readFileSync(place.file, 'utf8')
    .split('\n')
    .slice(place.line - 1, place.line + 2)
    .join('\n');
}
