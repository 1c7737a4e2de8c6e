import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { CommandLine, test } from '../../support/commands/command-line.ts';

interface HandMade {
  readonly what: string;
  /** Python that is appended to the discovery copy, which imports ROME. */
  readonly patch: string;
  readonly scenario: string;
  readonly endpoint: string;
  /** The construct that the smallest statement needs, where a statement alone shows the mistake. */
  readonly needed?: string;
}

const COMPILER = 'from rome.statements.compiler import RomeCompiler as C';

/** Mistakes in ROME that no profile covers. */
const HAND_MADE: readonly HandMade[] = [
  {
    what: 'integers are returned as strings',
    patch: `
from sqlalchemy import Integer
Integer.result_processor = lambda self, dialect, coltype: lambda value: value if value is None else str(value)`,
    scenario: 'glance/images/show',
    endpoint: 'GET /v2/images/{image_id}',
  },
  {
    what: 'rows are returned as nested lists',
    patch: `
every = rome.RomeQuery.all
rome.RomeQuery.all = lambda self: [[row] for row in every(self)]`,
    scenario: 'glance/images/list',
    endpoint: 'GET /v2/images',
  },
  {
    what: 'soft-deleted rows are still returned',
    patch: `
${COMPILER}
binary = C.visit_binary
def kept(self, it, *args, **kw):
    return "1" if getattr(it.left, "key", "") == "deleted" else binary(self, it, *args, **kw)
C.visit_binary = kept
from rome.dialect import RomeDialect
RomeDialect._plan = lambda self, context: None  # a plan would not fetch these rows`,
    scenario: 'glance/images/delete',
    endpoint: 'GET /v2/images',
  },
  {
    what: 'one() returns None instead of an error when it finds no row',
    patch: `
rome.RomeQuery.one = lambda self: self.first()`,
    scenario: 'glance/metadefs/namespaces-show',
    endpoint: 'GET /v2/metadefs/namespaces/{namespace}',
  },
  {
    what: 'an update is lost',
    patch: `
rome.RomeQuery.update = lambda self, values, **kw: self.count()`,
    scenario: 'glance/images/update',
    endpoint: 'PATCH /v2/images/{image_id}',
  },
  {
    what: 'NULL is sorted last',
    patch: `
${COMPILER}
from sqlalchemy.sql import operators
unary = C.visit_unary
def last(self, it, *args, **kw):
    return unary(self, it, *args, **kw) + (" NULLS LAST" if it.modifier is operators.asc_op else "")
C.visit_unary = last
clause = C.order_by_clause
C.order_by_clause = lambda self, select, **kw: clause(self, select, **kw).replace("CASE WHEN", "CASE WHEN NOT")`,
    scenario: 'glance/images/list-sort',
    endpoint: 'GET /v2/images',
    needed: 'order_by',
  },
  {
    what: 'the page after a marker starts with the marker',
    patch: `
${COMPILER}
from sqlalchemy.sql import operators
binary = C.visit_binary
def touching(self, it, *args, **kw):
    turned = {operators.gt: operators.ge, operators.lt: operators.le}.get(it.operator)
    if turned:
        it = it._clone()
        it.operator = turned
    return binary(self, it, *args, **kw)
C.visit_binary = touching`,
    scenario: 'glance/images/list-paging',
    endpoint: 'GET /v2/images',
    needed: 'op.',
  },
  {
    what: 'a unique key is not enforced',
    patch: `
from rome.schema.tables import TableInfo
TableInfo.unique_values = lambda self, row: []`,
    scenario: 'glance/metadefs/namespaces-create',
    endpoint: 'POST /v2/metadefs/namespaces',
  },
  {
    what: 'times are read in another time zone',
    patch: `
import datetime
from sqlalchemy.dialects.sqlite import DATETIME
processor = DATETIME.result_processor
def shifted(self, dialect, coltype):
    read = processor(self, dialect, coltype)
    return lambda value: value and read(value) + datetime.timedelta(hours=1)
DATETIME.result_processor = shifted`,
    scenario: 'glance/images/update',
    endpoint: 'PATCH /v2/images/{image_id}',
  },
  {
    what: 'a limit returns one row too many',
    patch: `
${COMPILER}
clause = C.limit_clause
C.limit_clause = lambda self, select, **kw: clause(self, select, **kw).replace("LIMIT ", "LIMIT 1 + ")`,
    scenario: 'glance/images/list-paging',
    endpoint: 'GET /v2/images',
    needed: 'limit',
  },
];

test.describe('a mistake in ROME is reported at its endpoint', () => {
  test.describe.configure({ mode: 'serial' });
  let commandLine: CommandLine;
  let config: string;

  test.beforeAll(async () => {
    commandLine = new CommandLine();
    const folder = join(commandLine.runtime, 'copy');
    const { code, stderr } = await commandLine.exec('copy', 'glance', '--output', folder);
    expect(code, stderr).toBe(0);
    const right = readFileSync(join(folder, 'api.py'), 'utf8');
    const targets = HAND_MADE.map(({ patch }, index) => {
      const copy = join(commandLine.runtime, `api-${index}.py`);
      writeFileSync(copy, `${right}\nimport rome\n${patch}\n`);
      return [`gap-${index}`, { managed: 'rome', copy }];
    });
    config = join(commandLine.runtime, 'run-scenarios.yaml');
    writeFileSync(
      config,
      JSON.stringify({ baseline: { managed: 'sql' }, targets: Object.fromEntries(targets) }),
    );
    // One baseline for all runs.
    const up = await commandLine.exec('up', 'gap-0', '--services', 'glance', '--config', config);
    expect(up.code, up.stderr).toBe(0);
  });
  test.afterAll(() => commandLine.remove());

  for (const [index, { what, scenario, endpoint, needed }] of HAND_MADE.entries()) {
    test(what, async () => {
      const { code, stdout, stderr } = await commandLine.startRun(
        `gap-${index}`,
        scenario,
        '--config',
        config,
      ).ended;
      expect(code, stderr).toBe(1);
      const found = commandLine.runFile().endpoints.find((each) => each.endpoint === endpoint);
      expect(found?.verdict, stdout).toMatch(/^(?:differs|refused)$/);
      if (needed === undefined) return;
      const steps = commandLine.runFile().scenarios.flatMap((each) => each.steps);
      const narrowed = steps.flatMap(({ missing }) => missing.flatMap((query) => query.narrowed ?? []));
      expect(narrowed.flatMap((each) => each.needed).join(' '), stdout).toContain(needed);
    });
  }
});
