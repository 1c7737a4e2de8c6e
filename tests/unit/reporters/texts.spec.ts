import { expect, test } from 'playwright/test';
import { type Cause, causesOf } from '../../../src/analysis/causes.ts';
import { type MissingQuery, type ScenarioResult, UNKNOWN } from '../../../src/model.ts';
import { github } from '../../../src/reporters/formats/github.ts';
import { markdown } from '../../../src/reporters/formats/markdown.ts';
import { sarif } from '../../../src/reporters/formats/sarif.ts';
import { whyOf } from '../../../src/reporters/html/why.ts';
import { frameText, queryText, stepTextPlain } from '../../../src/reporters/text/step-text.ts';
import { worklistText } from '../../../src/reporters/text/worklist.ts';
import { HOSTILE, redRun } from '../../support/runs/red-run.ts';
import { endpointResult, exchange, missing, runFile, scenario, step } from '../../support/runs/results.ts';

const { run } = redRun();

test('Markdown has coverage, ranked queries, endpoints that are not identical, and failures', () => {
  const text = markdown(run);
  expect(text).toContain('## rome-2015 against sql');
  expect(text).toMatch(/\| glance 25\.1\.0 \| 75 \| 3 \|/);
  expect(text.indexOf('`image_get`')).toBeLessThan(text.indexOf('`image_update`'));
  expect(text).toContain('`order_by` | wrong | `image_get_all` | `discovery/api.py:690` | 1 | 1 |');
  expect(text).toContain('| `GET /v2/images` | differs | `order_by wrong in image_get_all` |');
});

test('hostile names do not break a Markdown table', () => {
  const endpoint = `GET /a|b\n\`<script>${HOSTILE}`;
  const text = markdown(
    runFile([], { target: '<b>@all', endpoints: [endpointResult({ endpoint, verdict: 'differs' })] }),
  );
  expect(text).toContain('&lt;b>&#64;all');
  const row = text.split('\n').find((line) => line.includes('script')) ?? '';
  expect(row).toMatch(/^\| `` .* `` \| differs \|/);
});

test('repeated failures are one annotation at the line of the step', () => {
  const failing = step({ verdict: 'differs', name: 'a, b: c\n::error::forged' });
  const lines = github(runFile([scenario('a', [failing, step()]), scenario('b', [failing])]))
    .trimEnd()
    .split('\n');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(
    /^::error file=scenarios\/glance\/images\/list\.yaml,line=4,col=5,title=GET \/v2\/images%3A differs::/,
  );
});

test('a green run has no annotations; an interrupted run has one', () => {
  expect(github(runFile([scenario('a', [step()])]))).toBe('');
  const abort = { code: 'BOOT_FAILED', message: 'Glance ended' };
  expect(github(runFile([], { status: 'aborted', abort }))).toBe('::error title=BOOT_FAILED::Glance ended\n');
});

test('SARIF has each missing query at its line of the copy', () => {
  const place = { file: '/srv/disco very/api.py', line: 12, function: 'f' };
  const queries = [missing('f', 'limit', { place }), missing('g', 'union', { reached: false })];
  const log = JSON.parse(sarif(runFile([], { missing: queries }), '/srv'));
  const [{ results, tool }] = log.runs;
  expect(log.version).toBe('2.1.0');
  expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(['limit', 'union']);
  expect(results).toMatchObject([
    {
      ruleId: 'limit',
      level: 'error',
      locations: [
        { physicalLocation: { artifactLocation: { uri: 'disco%20very/api.py' }, region: { startLine: 12 } } },
      ],
      partialFingerprints: { 'requirement/v1': 'f limit' },
    },
    {
      level: 'warning',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'file:///glance/db/sqlalchemy/api.py' } } }],
    },
  ]);
});

test('the worklist shows the smallest statement instead of the traced one, with both results', () => {
  const narrowed = {
    sql: "SELECT images.id FROM images WHERE images.name IN ('a', 'b')",
    ...{ rows: 1, baseline: '1 row: 1', target: '0 rows\u001b[2J', needed: ['op.in'] },
  };
  const query = missing('image_get_all', 'op.in', { way: 'wrong', statement: 'SELECT everything', narrowed });
  const item = { name: 'op.in', queries: [query], unblocks: [], endpoints: ['GET /v2/images'] };
  const text = worklistText([{ number: 1, kind: 'query', item, occurrences: [], endpoints: [] }], 'rome');
  expect(text).toContain(
    `       smallest: ${narrowed.sql}\n         SQLite: 1 row: 1, ROME: 0 rows\\u001b[2J, of 1 row`,
  );
  expect(text).not.toContain('everything');
});

test('the worklist names the step that fails; a step of a shared file by its position', () => {
  const query = missing('image_get', 'Query.one');
  const failing = { verdict: 'refused', missing: [query] } as const;
  const { file } = scenario('glance/images/show', []);
  const own = scenario('glance/images/show', [
    step(),
    step({ ...failing, place: { file, line: 14, column: 1 } }),
  ]);
  const place = { file: 'scenarios/glance/_shared/image.yaml', line: 3, column: 1 };
  const shared = scenario('glance/images/show', [step(), step({ ...failing, place })]);
  const text = (one: ScenarioResult) => worklistText(causesOf(runFile([one], { missing: [query] })), 'rome');
  expect(text(own)).toContain('\n   run-scenarios repro glance/images/show:14 --target rome');
  expect(text(shared)).toContain('\n   run-scenarios repro glance/images/show#2 --target rome');
});

test('each text names an edit of the copy and a query whose construct is unknown', () => {
  const edit = missing('image_get', UNKNOWN, { way: 'copy', hunk: '-a\n+b' });
  const unknown = missing('image_get_all', UNKNOWN, { way: 'wrong' });
  expect(queryText(edit)).toBe("the copy's image_get: wrong edit");
  expect(queryText(unknown)).toBe('a query of image_get_all wrong');
  const differs = (query: MissingQuery) => String(whyOf([step({ verdict: 'differs', missing: [query] })]));
  expect(differs(edit)).toMatch(/the copy.+s image_get: wrong edit/);
  expect(differs(unknown)).toContain('a query of image_get_all wrong');
  const endpoint = endpointResult({ verdict: 'differs', missing: [edit.id, unknown.id] });
  const failed = runFile([], { missing: [edit, unknown], endpoints: [endpoint] });
  expect(markdown(failed)).toContain(
    "| `the copy's image_get: wrong edit`, `a query of image_get_all wrong` |",
  );
  const { rules } = JSON.parse(sarif(failed, '/repo')).runs[0].tool.driver;
  expect(rules).toEqual([
    { id: 'unknown', shortDescription: { text: 'ROME answers a query wrongly' } },
    { id: 'wrong-edit', shortDescription: { text: 'An edit of the copy changes what the original does' } },
  ]);
});

test("a frame's path starts at the folder of the copies, also if that is relative", () => {
  const text = (file: string) => frameText({ file, line: 7, function: 'f' });
  expect(text('discovery/glance/api.py')).toBe('discovery/glance/api.py:7');
  expect(text('/run/discovery/glance/api.py')).toBe('discovery/glance/api.py:7');
  expect(text('/usr/my-discovery/glance/api.py')).toBe('glance/api.py:7');
});

test('an item is hidden only when no query of its failure mode was reached', () => {
  const cause = (...queries: MissingQuery[]): Cause => ({
    number: 1,
    kind: 'query',
    item: { name: 'limit', queries, unblocks: [], endpoints: ['GET /a'] },
    occurrences: [],
    endpoints: [],
  });
  const hidden = missing('g', 'limit', { reached: false });
  const head = (...queries: MissingQuery[]) => worklistText([cause(...queries)], 'rome').split('\n')[0];
  expect(head(missing('f', 'limit'), hidden)).toContain('(refused):');
  expect(head(hidden)).toContain('(refused, hidden):');
  expect(head(missing('f', 'limit', { way: 'wrong' }), hidden)).toContain('(wrong and refused, hidden):');
});

test('a request of several at once names its group, and both ids if its answers are to different requests', () => {
  const baseline = exchange({ requestId: 'req-1' });
  const raced = (requestId: string) =>
    stepTextPlain(
      scenario('a', []),
      step({
        verdict: 'differs',
        atOnce: { name: 'race', requests: 4 },
        exchanges: { baseline, target: exchange({ requestId }) },
      }),
    );
  expect(raced('req-1')).toContain('sent at once with 3 others, "race"');
  expect(raced('req-1')).toContain('request id req-1, sent to both');
  expect(raced('req-2')).toContain('request id req-1, sent to the baseline');
  expect(raced('req-2')).toContain('request id req-2, sent to the target');
});
