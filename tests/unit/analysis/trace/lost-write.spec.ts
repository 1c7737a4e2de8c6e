import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { withoutUnseenWrites } from '../../../../src/analysis/trace/blame/effects.ts';
import type { Located } from '../../../../src/analysis/trace/blame/located.ts';
import { Locator } from '../../../../src/analysis/trace/locate.ts';
import type { Statement } from '../../../../src/analysis/trace/pairs.ts';
import { Counterparts } from '../../../../src/analysis/trace/rows/counterparts.ts';
import { lostWrite } from '../../../../src/analysis/trace/rows/lost-write.ts';
import { Correspondence } from '../../../../src/assertions/compare/correspondence.ts';
import type { Cell, PerSide, TraceEvent } from '../../../../src/model.ts';
import { ON_BASELINE, ON_TARGET, type Probe } from '../../../support/runs/events.ts';

const IMAGE: PerSide<string> = {
  baseline: '00000000-0000-4000-8000-00000000000a',
  target: '00000000-0000-4000-8000-00000000000b',
};
type Make = (probe: Probe, image: string) => TraceEvent;

const COLUMNS = {
  images: ['images_id', 'images_name', 'images_status'],
  tags: ['image_id', 'value'],
} as const;

const insertTag =
  (value: string): Make =>
  (probe, image) =>
    probe.statement('image_tag_set_all', {
      sql: 'INSERT INTO image_tags (image_id, value, created_at) VALUES (?, ?, ?)',
      constructs: ['insert'],
      given: [{ image_id: image, value, created_at: '2026-01-01T00:00:00.5' }],
    });

const readTags =
  (...values: readonly string[]): Make =>
  (probe, image) =>
    probe.statement('image_tag_get_all', {
      sql: 'SELECT image_tags.value FROM image_tags WHERE image_tags.image_id = ?',
      constructs: ['select', 'op.eq'],
      columns: COLUMNS.tags,
      values: values.map((value) => [image, value]),
      rows: values.length,
    });

const deleteTag =
  (value: string): Make =>
  (probe, image) =>
    probe.statement('image_tag_delete', {
      sql: 'DELETE FROM image_tags WHERE image_tags.image_id = ? AND image_tags.value = ?',
      constructs: ['delete'],
      given: [{ image_id_1: image, value_1: value }],
    });

const update =
  (stored: Readonly<Record<string, Cell>>): Make =>
  (probe, image) =>
    probe.statement('image_update', {
      sql: 'UPDATE images SET name=?, status=? WHERE images.id = ?',
      constructs: ['update'],
      given: [{ ...stored, images_id: image }],
    });

const readImage =
  (name: string, status: string): Make =>
  (probe, image) =>
    probe.statement('image_get', {
      sql: 'SELECT images.id FROM images WHERE images.id = ?',
      constructs: ['select', 'op.eq'],
      columns: COLUMNS.images,
      values: [[image, name, status]],
      rows: 1,
    });

/** Where the last of some steps fails. A step is its events on both sides, or on each. */
type Streams = readonly Make[] | PerSide<readonly Make[]>;

/** Locates the last step's fault, or that of the step `at`. */
function located(...given: readonly (Streams | { readonly at: number })[]) {
  const steps = given.filter((each): each is Streams => !('at' in each) || Array.isArray(each));
  const { at } =
    given.find((each): each is { readonly at: number } => !steps.includes(each as Streams)) ?? {};
  return shown(locatorOf(...steps).locate(at));
}

function locatorOf(...steps: readonly Streams[]): Locator {
  const own = { baseline: [], target: [] };
  const answers = new Correspondence([[IMAGE.baseline, IMAGE.target]]);
  const locator = new Locator(new Counterparts(answers, own), []);
  for (const [index, step] of steps.entries()) {
    const { baseline, target } = 'baseline' in step ? step : { baseline: step, target: step };
    locator.add({
      step: `step ${index}`,
      baseline: baseline.map((make) => make(ON_BASELINE, IMAGE.baseline)),
      target: target.map((make) => make(ON_TARGET, IMAGE.target)),
    });
  }
  return locator;
}

function shown({ inStep, divergence, stored }: Located = {}): object {
  const event = divergence?.target;
  return {
    inStep,
    function: event?.db_api,
    construct: divergence?.construct,
    evidence: divergence?.evidence,
    ...(stored && { stored: shown(stored) as object }),
  };
}

test('a row that was inserted, and that no query of the target returns, is a lost insert', () => {
  const insert = [insertTag('lts'), insertTag('daily')];
  const read = { baseline: [readTags('daily', 'lts')], target: [readTags('lts')] };
  const lost = {
    function: 'image_tag_set_all',
    construct: 'insert',
    evidence: 'a later query does not return the row that it inserted into image_tags',
  };
  expect(located(insert, read)).toEqual({ ...lost, inStep: 'step 0' });
  const same = {
    baseline: [...insert, ...read.baseline],
    target: [...insert, ...read.target],
  };
  expect(located(same)).toEqual({ ...lost, inStep: undefined });
});

test('a row that the target returned since it was inserted is missing because of the query', () => {
  const read = { baseline: [readTags('daily', 'lts')], target: [readTags('lts')] };
  const shown = readTags('lts', 'daily');
  expect(located([insertTag('lts'), insertTag('daily'), shown], read)).toMatchObject({
    function: 'image_tag_get_all',
    construct: undefined,
  });
  // Without any row, the query itself is the more likely cause.
  const none = { baseline: [readTags('lts')], target: [readTags()] };
  expect(located([insertTag('lts')], none)).toMatchObject({ function: 'image_tag_get_all' });
});

test('a row that was deleted and that the target still returns is a lost delete', () => {
  const before = [insertTag('lts'), insertTag('daily'), readTags('daily', 'lts')];
  const read = { baseline: [readTags('daily')], target: [readTags('daily', 'lts')] };
  expect(located(before, [deleteTag('lts')], read)).toEqual({
    inStep: 'step 1',
    function: 'image_tag_delete',
    construct: 'delete',
    evidence: 'a later query returns the row that it deleted from image_tags',
  });
});

test('a value that is still the one before an update is a lost update', () => {
  const before = [readImage('plain', 'queued')];
  const change = [update({ name: 'plain', status: 'active' })];
  const read = { baseline: [readImage('plain', 'active')], target: [readImage('plain', 'queued')] };
  expect(located(before, change, read)).toEqual({
    inStep: 'step 1',
    function: 'image_update',
    construct: 'update',
    evidence: 'it set status to "active", but a later query returns "queued"',
  });
});

test('a value that only the target wrote again since an update was not lost', () => {
  const of = (makes: readonly Make[], probe: Probe, image: string) =>
    makes.map((make) => make(probe, image) as Statement);
  const lost = (...again: readonly Make[]) => {
    const both = [readImage('plain', 'queued'), update({ name: 'plain', status: 'active' })];
    const using = new Counterparts(new Correspondence([[IMAGE.baseline, IMAGE.target]]), {
      baseline: [],
      target: [],
    });
    const [baseline] = of([readImage('plain', 'active')], ON_BASELINE, IMAGE.baseline);
    const [target] = of([readImage('plain', 'queued')], ON_TARGET, IMAGE.target);
    const before = {
      baseline: of(both, ON_BASELINE, IMAGE.baseline),
      target: of([...both, ...again], ON_TARGET, IMAGE.target),
    };
    return lostWrite({ baseline: baseline as Statement, target: target as Statement }, before, using);
  };
  expect(lost()).toMatchObject({ construct: 'update' });
  expect(lost(update({ name: 'plain' }))).toMatchObject({ construct: 'update' });
  expect(lost(update({ status: 'queued' }))).toBeUndefined();
});

test('a query that reads only the id before an update does not hide the value before it', () => {
  const readId: Make = (probe, image) =>
    probe.statement('image_update', {
      ...{ sql: 'SELECT images.id FROM images WHERE images.id = ?', rows: 1 },
      ...{ columns: ['id'], values: [[image]] },
    });
  const change = [readId, update({ name: 'plain', status: 'active' })];
  const read = { baseline: [readImage('plain', 'active')], target: [readImage('plain', 'queued')] };
  expect(located([readImage('plain', 'queued')], change, read)).toMatchObject({
    function: 'image_update',
    construct: 'update',
  });
});

test('any other wrong value, or one that was right since the update, is a fault of the query', () => {
  const before = [readImage('plain', 'queued')];
  const change = [update({ name: 'plain', status: 'active' })];
  const other = { baseline: [readImage('plain', 'active')], target: [readImage('plain', 'ACTIVE')] };
  expect(located(before, change, other)).toMatchObject({ function: 'image_get', construct: undefined });
  const old = { baseline: [readImage('plain', 'active')], target: [readImage('plain', 'queued')] };
  expect(located(before, [...change, readImage('plain', 'active')], old)).toMatchObject({
    function: 'image_get',
  });
  // Nothing shows what the value was before.
  expect(located(change, old)).toMatchObject({ function: 'image_get' });
});

test('rows that a query lacks are not explained by a DELETE that found fewer rows, but by their INSERT', () => {
  const deleteAll =
    (rows: number): Make =>
    (probe, image) =>
      probe.statement('image_tag_delete_all', {
        sql: 'DELETE FROM image_tags WHERE image_tags.image_id = ?',
        ...{ constructs: ['delete'], given: [{ image_id_1: image }], rows },
      });
  const replaced = (rows: number) => [deleteAll(rows), insertTag('lts'), insertTag('daily')];
  const read = { baseline: [readTags('daily', 'lts')], target: [readTags('lts')] };
  const fewer = { baseline: replaced(3), target: replaced(2) };
  expect(located(fewer, read)).toMatchObject({ function: 'image_tag_set_all', construct: 'insert' });
  const left = { baseline: [readTags('lts')], target: [readTags('daily', 'lts')] };
  expect(located(fewer, left)).toMatchObject({ inStep: 'step 0', function: 'image_tag_delete_all' });
});

test('a query that finds no row in a table follows from a write that was lost in it before', () => {
  const filtered: (number: number) => Make = (number) => (probe, image) =>
    probe.statement('image_get_all', {
      sql: 'SELECT images.id FROM images JOIN image_tags ON images.id = image_tags.image_id',
      ...{ constructs: ['select'], columns: COLUMNS.images, rows: number },
      values: Array(number).fill([image, 'plain', 'queued']),
    });
  const insert = [insertTag('lts'), insertTag('daily')];
  const shows = { baseline: [readTags('daily', 'lts')], target: [readTags('lts')] };
  const none = { baseline: [filtered(1)], target: [filtered(0)] };
  const locator = locatorOf(insert, shows, none);
  expect(shown(locator.locate(1))).toMatchObject({ function: 'image_tag_set_all' });
  expect(shown(locator.locate(2))).toMatchObject({ inStep: 'step 0', function: 'image_tag_set_all' });
  expect(located(insert, none)).toMatchObject({ function: 'image_get_all' });
});

test('a write that ended after the read was not lost', () => {
  const at =
    (time: number, make: Make): Make =>
    (probe, image) => ({ ...make(probe, image), time });
  const commit: Make = (probe) => probe.transaction('image_tag_delete', 'commit');
  const before = [insertTag('lts'), insertTag('daily'), readTags('daily', 'lts')];
  const times = fc.integer({ min: 2, max: 9 });
  fc.assert(
    fc.property(times, times, times, fc.boolean(), (written, took, readAt, isEnded) => {
      const ended = isEnded ? [at(written + took, commit)] : [];
      const read = {
        baseline: [at(readAt, readTags('daily'))],
        target: [at(readAt, readTags('daily', 'lts'))],
      };
      const isDone = (isEnded ? written + took : written) <= readAt;
      expect(located(before, [at(written, deleteTag('lts')), ...ended], read)).toMatchObject({
        function: isDone ? 'image_tag_delete' : 'image_tag_get_all',
      });
    }),
  );
});

test('a later read does not show a write that was rolled back, but that of another transaction', () => {
  const ended = (how: string) => ON_TARGET.transaction('image_update', how);
  const read = readImage('plain', 'queued')(ON_TARGET, IMAGE.target);
  const [first, second] = ['active', 'killed'].map((status) =>
    update({ name: 'plain', status })(ON_TARGET, IMAGE.target),
  ) as [TraceEvent, TraceEvent];
  const events = [first, ended('savepoint'), read, ended('rollback'), second, ended('commit')];
  expect(withoutUnseenWrites(events, Number.POSITIVE_INFINITY)).toEqual(events.slice(1));
  expect(withoutUnseenWrites(events.slice(0, 3), Number.POSITIVE_INFINITY)).toEqual(events.slice(0, 3));
});

test('what a later query shows without another write was not lost', () => {
  const insert = [insertTag('lts'), insertTag('daily')];
  const read = { baseline: [readTags('daily', 'lts')], target: [readTags('lts')] };
  const again = readTags('daily', 'lts');
  const first = (...more: readonly Make[]) => located({ at: 1 }, insert, read, more);
  expect(first()).toMatchObject({ construct: 'insert' });
  expect(first(again)).toMatchObject({ construct: undefined });
  expect(first(insertTag('daily'), again)).toMatchObject({ construct: 'insert' });
});

test('if the target is known to have other rows, the write of a missing or extra row is to blame', () => {
  const none = { baseline: [readTags('lts')], target: [readTags()] };
  expect(located([insertTag('lts')], none)).toMatchObject({
    function: 'image_tag_get_all',
    stored: { inStep: 'step 0', function: 'image_tag_set_all', construct: 'insert' },
  });
  const more = { baseline: [readTags()], target: [readTags('lts')] };
  expect(located([insertTag('lts')], more)).toMatchObject({
    function: 'image_tag_get_all',
    stored: {
      construct: 'insert',
      evidence: 'a later query returns the row that it inserted into image_tags, other than on the baseline',
    },
  });
  const other = { baseline: [readTags('old')], target: [readTags()] };
  expect(located([insertTag('lts')], other)).not.toHaveProperty('stored');
});
