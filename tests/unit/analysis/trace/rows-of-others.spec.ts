/** Several scenarios run at once. Their changes to shared rows must not be blamed for a failure of this one. */
import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { divergences } from '../../../../src/analysis/trace/align.ts';
import { Locator } from '../../../../src/analysis/trace/locate.ts';
import { Counterparts } from '../../../../src/analysis/trace/rows/counterparts.ts';
import { Correspondence } from '../../../../src/assertions/compare/correspondence.ts';
import { byText, type TraceEvent } from '../../../../src/model.ts';
import { ON_BASELINE, ON_TARGET, type Probe } from '../../../support/runs/events.ts';

/** The scenario's project on each side. */
const OURS = ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'] as const;

function counterparts(): Counterparts {
  const answers = new Correspondence([OURS]);
  answers.choose(['host1'], []);
  return new Counterparts(answers, { baseline: [], target: [] });
}
const found = (baseline: readonly TraceEvent[], target: readonly TraceEvent[]) =>
  divergences(baseline, target, counterparts());

const project = fc.stringMatching(/^[0-9a-f]{32}$/).filter((id) => !(OURS as readonly string[]).includes(id));

test('a background update of a row that is older than the scenario is not about it', () => {
  const update = (probe: Probe, free: number, controller?: string) =>
    probe.statement('compute_node_update', {
      ...{ sql: 'UPDATE compute_nodes SET free=? WHERE compute_nodes.id = ?', constructs: ['update'] },
      ...{ given: [{ free, compute_nodes_id: 1 }], controller },
    });
  const created = (table: string) => [
    ON_BASELINE.statement('f', { sql: `INSERT INTO ${table} (id) VALUES (?)` }),
  ];
  const isOurs = (controller: string | undefined, table: string) => {
    const steps = new Locator(counterparts(), []);
    steps.add({ step: 'create', baseline: created(table), target: created(table) });
    steps.add({
      step: 'show',
      baseline: [update(ON_BASELINE, 1, controller)],
      target: [update(ON_TARGET, 2, controller)],
    });
    return steps.locate()?.divergence?.ours;
  };
  expect(isOurs(undefined, 'instances')).toBe(false);
  expect(isOurs(undefined, 'compute_nodes')).toBe(true);
  expect(isOurs('services.update', 'instances')).toBe(true);
});

const instances = (probe: Probe, rows: readonly (readonly [owner: string, name: string])[]) =>
  probe.statement('instance_get_all_by_host', {
    sql: 'SELECT instances.id FROM instances WHERE instances.host = ?',
    given: [{ host_1: 'host1' }],
    columns: ['instances_id', 'instances_project_id', 'instances_display_name', 'instances_host'],
    rows: rows.length,
    values: rows.map(([owner, name], index) => [index, owner, name, 'host1']),
  });

test('rows that only one side has are about this scenario if its project owns them', () => {
  fc.assert(
    fc.property(project, fc.boolean(), fc.boolean(), (id, areOthers, isMore) => {
      const own = [OURS[0], 'ours'] as const;
      const more = [areOthers ? id : OURS[isMore ? 1 : 0], 'more'] as const;
      const rows = (side: 0 | 1, isThere: boolean) => [
        [OURS[side], own[1]] as const,
        ...(isThere ? [more] : []),
      ];
      const [divergence] = found(
        [instances(ON_BASELINE, rows(0, !isMore))],
        [instances(ON_TARGET, rows(1, isMore))],
      );
      expect(divergence).toMatchObject({ kind: 'rows', ours: !areOthers });
    }),
  );
});

test('a row that only a number identifies is about this scenario if it was created since the scenario began', () => {
  const tags = (probe: Probe, created: number, name: string, id: string | number) => ({
    ...probe.statement('metadef_tag_get_all', {
      sql: 'SELECT metadef_tags.id FROM metadef_tags WHERE metadef_tags.namespace_id = ?',
      columns: ['metadef_tags_id', 'metadef_tags_name', 'metadef_tags_created_at'],
      rows: 1,
      values: [[id, name, new Date(created * 1000).toISOString()]],
    }),
  });
  const began = 1_800_000_000;
  fc.assert(
    fc.property(fc.integer({ min: -9, max: 9 }), fc.boolean(), project, (later, isNumbered, id) => {
      const using = counterparts();
      using.noteTime(began);
      const [divergence] = divergences(
        [tags(ON_BASELINE, began + later, 'one', isNumbered ? 7 : id)],
        [tags(ON_TARGET, began + later, 'other', isNumbered ? 7 : id)],
        using,
      );
      expect(divergence).toMatchObject({ kind: 'value', ours: isNumbered && later >= -1 });
    }),
  );
});

test('what a function then asks about rows of others is not about this scenario, what it writes is', () => {
  const others = [['cccccccccccccccccccccccccccccccc', 'theirs']] as const;
  const more = [
    ON_TARGET.query('instance_get_all_by_host', 'Query.filter'),
    ON_TARGET.statement('instance_get_all_by_host', { sql: 'DELETE FROM tags', constructs: ['delete'] }),
  ];
  const [rows, query, write] = [{ kind: 'rows', ours: false }, { ours: false }, { ours: true }];
  const [baseline, target] = [[instances(ON_BASELINE, [])], instances(ON_TARGET, others)];
  expect(found(baseline, [target, ...more])).toMatchObject([rows, query, write]);
  // Related rows are read while the rows are.
  expect(found(baseline, [...more, target])).toMatchObject([query, write, rows]);
});

test('the end of a transaction that only reads is not about this scenario', () => {
  const commit = ON_TARGET.transaction('f', 'commit');
  const update = (probe: Probe) => probe.statement('f', { sql: 'UPDATE things SET n=?', rows: 1 });
  expect(found([], [commit])).toMatchObject([{ kind: 'extra', ours: false }]);
  expect(found([update(ON_BASELINE)], [update(ON_TARGET), commit])).toMatchObject([
    { kind: 'extra', ours: true },
  ]);
});

test('rows of others explain a failure only if no earlier step diverged', () => {
  const others = {
    baseline: [instances(ON_BASELINE, [])],
    target: [instances(ON_TARGET, [['cccccccccccccccccccccccccccccccc', 'theirs']])],
  };
  const after = (first: { readonly baseline: TraceEvent[]; readonly target: TraceEvent[] }) => {
    const steps = new Locator(counterparts(), []);
    steps.add({ step: 'create', ...first });
    steps.add({ step: 'list', ...others });
    return steps.locate();
  };
  const insert = ON_BASELINE.statement('tag_create', { sql: 'INSERT INTO tags (tag) VALUES (?)' });
  expect(after({ baseline: [insert], target: [] })).toMatchObject({ inStep: 'create' });
  expect(after({ baseline: [], target: [] })).toMatchObject({ divergence: { kind: 'rows', ours: false } });
});

test('what only one side does after it read rows of others follows from them', () => {
  const others = instances(ON_TARGET, [['cccccccccccccccccccccccccccccccc', 'theirs']]);
  const more = ON_BASELINE.query('aggregate_add', 'Query.join');
  const blamed = (...baseline: TraceEvent[]) => {
    const steps = new Locator(counterparts(), []);
    steps.add({ step: 'add', baseline, target: [others] });
    return steps.locate()?.divergence;
  };
  expect(blamed(instances(ON_BASELINE, []), more)).toMatchObject({ kind: 'rows', ours: false });
  expect(blamed(more, instances(ON_BASELINE, []))).toMatchObject({ kind: 'absent' });
});

test('a query that each side runs with its own rows of others follows from them', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,5}$/), { minLength: 2, maxLength: 4 });
  const id = '0123456789abcdef0123456789abcdef';
  fc.assert(
    fc.property(names, fc.boolean(), (all, isFromRows) => {
      const rows = (side: readonly string[]) => side.map((name) => [id, name] as const);
      const get = (probe: Probe, name: string) =>
        probe.statement('group_get', {
          sql: 'SELECT groups.id FROM groups WHERE groups.name = ?',
          given: [{ name_1: isFromRows ? name : `${name}-` }],
        });
      const steps = new Locator(counterparts(), []);
      steps.add({
        step: 'list',
        baseline: [instances(ON_BASELINE, rows(all)), get(ON_BASELINE, all[0] as string)],
        target: [instances(ON_TARGET, rows(all.slice(1))), get(ON_TARGET, all[1] as string)],
      });
      const read = isFromRows ? 'instance_get_all_by_host' : 'group_get';
      expect(steps.locate()?.divergence?.baseline?.db_api).toBe(read);
    }),
  );
});

test('rows that are created at the same time may be in the order of their ids', () => {
  const created = fc.array(fc.constantFrom('2026-11-30T00:00:01', '2026-11-30T00:00:02'), {
    minLength: 2,
    maxLength: 5,
  });
  const listed = (probe: Probe, times: readonly string[], ids: readonly string[], sign: number) => {
    const rows = times.map((time, index) => [ids[index] as string, time, `no. ${index}`]);
    const key = ([id, time]: readonly string[]) => [time, id] as [string, string];
    rows.sort((a, b) => {
      const [[one, id], [other, otherId]] = [key(a), key(b)];
      return sign * byText(one, other) || byText(id, otherId);
    });
    return probe.statement('f', {
      sql: 'SELECT things.uuid FROM things ORDER BY created_at, uuid',
      constructs: ['select', 'order_by'],
      columns: ['uuid', 'created_at', 'name'],
      rows: rows.length,
      values: rows,
    });
  };
  // Databases sort ids by their bytes, so capitals first. Languages sort them, and Danish also aa, elsewhere.
  const cased = fc.tuple(fc.uuid({ version: 4 }), fc.boolean());
  const id = cased.map(([uuid, isUpper]) => (isUpper ? uuid.toUpperCase() : uuid));
  const ids = fc.uniqueArray(id, { minLength: 10, maxLength: 10 });
  fc.assert(
    fc.property(created, ids, (times, all) => {
      const baseline = [listed(ON_BASELINE, times, all.slice(0, 5), -1)];
      const target = (sign: number) => [listed(ON_TARGET, times, all.slice(5), sign)];
      expect(found(baseline, target(-1))).toEqual([]);
      const areOfTwoTimes = new Set(times).size > 1;
      expect(found(baseline, target(1)).map(({ kind }) => kind)).toEqual(areOfTwoTimes ? ['order'] : []);
    }),
  );
});
