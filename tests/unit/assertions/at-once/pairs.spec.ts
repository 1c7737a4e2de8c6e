import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { type AnswerPair, pairAnswers, type RacedAnswer } from '../../../../src/assertions/at-once/pairs.ts';
import { Correspondence } from '../../../../src/assertions/compare/correspondence.ts';
import { compareResponses, finished } from '../../../../src/assertions/compare/response.ts';
import type { Difference, Json, PerSide } from '../../../../src/model.ts';
import { permutation, uuids } from '../../../support/answers/arbitrary.ts';
import { response } from '../../../support/runs/results.ts';

interface Answer {
  readonly status: number;
  readonly body: Json;
  readonly kind?: string;
}

const raced =
  (varying: readonly number[]) =>
  ({ status, body, kind = 'GET /things' }: Answer): RacedAnswer => ({
    kind,
    status,
    text: JSON.stringify(body),
    varies: varying.includes(status),
  });

const compared = (baseline: Answer, target: Answer, correspondence: Correspondence): Difference[] => {
  const answer = ({ status, body }: Answer) => response({ status, body: { kind: 'json', value: body } });
  const how = { correspondence, own: { baseline: [], target: [] }, path: '/things' };
  return finished(compareResponses(answer(baseline), answer(target), how));
};

/** The pairs of both sides' answers, and the differences of each pair. */
function paired(answers: PerSide<readonly Answer[]>, varying: readonly number[] = []) {
  const { baseline, target } = answers;
  const pairs: AnswerPair[] = finished(
    pairAnswers(
      { baseline: baseline.map(raced(varying)), target: target.map(raced(varying)) },
      new Correspondence(),
      // biome-ignore lint/correctness/useYield: a comparison of answers this small takes one slice
      function* (own, other, known) {
        const copy = known.copy();
        return compared(baseline[own] as Answer, target[other] as Answer, copy).length === 0
          ? copy
          : undefined;
      },
    ),
  );
  const correspondence = new Correspondence();
  const differences = pairs.map((pair) =>
    pair.isCompared
      ? compared(baseline[pair.baseline] as Answer, target[pair.target] as Answer, correspondence)
      : [],
  );
  const isEach = (side: 'baseline' | 'target') =>
    expect(pairs.map((pair) => pair[side]).sort((a, b) => a - b)).toEqual([...baseline.keys()]);
  isEach('baseline');
  isEach('target');
  return { pairs, differing: differences.filter((found) => found.length > 0) };
}

const MOST = 6;

/** An answer that mentions two of a few resources, by number. */
const thing = fc.record({
  status: fc.constantFrom(200, 202, 404, 409),
  name: fc.constantFrom('a', 'b'),
  id: fc.nat(3),
  other: fc.nat(3),
});
const things = fc.array(thing, { minLength: 1, maxLength: MOST });
const drawn = fc.tuple(things, uuids(8, 8), permutation(MOST));

type Thing = typeof thing extends fc.Arbitrary<infer One> ? One : never;

const answersOf = (all: readonly Thing[], ids: readonly string[]): Answer[] =>
  all.map(({ status, name, id, other }) => ({
    status,
    body: { thing: { id: ids[id] as string, name, other: ids[other] as string } },
  }));

test('no order of the answers is a difference, whichever ids each side gives', () => {
  fc.assert(
    fc.property(drawn, ([all, ids, order]) => {
      const mixed = order.filter((index) => index < all.length).map((index) => all[index] as Thing);
      const { differing } = paired({
        baseline: answersOf(all, ids.slice(0, 4)),
        target: answersOf(mixed, ids.slice(4)),
      });
      expect(differing).toEqual([]);
    }),
  );
});

test('one other status, or one other body, is one difference in any order', () => {
  const change = fc.constantFrom<(answer: Answer) => Answer>(
    (answer) => ({ ...answer, status: 500 }),
    (answer) => ({ ...answer, status: answer.status + 1 }),
    (answer) => ({ ...answer, body: { thing: { name: 'c' } } }),
  );
  fc.assert(
    fc.property(things, change, fc.nat(MOST - 1), permutation(MOST), (all, changed, at, order) => {
      // The ids are known, as they are in a race for one resource.
      const ids = ['id-1', 'id-2', 'id-3', 'id-4'];
      const baseline = answersOf(all, ids);
      const target = baseline.map((answer, index) => (index === at % all.length ? changed(answer) : answer));
      const mixed = order.filter((index) => index < all.length).map((index) => target[index] as Answer);
      expect(paired({ baseline, target: mixed }).differing).toHaveLength(1);
    }),
  );
});

test('the answer to the same request is preferred', () => {
  const one = { status: 200, body: { a: 1 } };
  const failed = { status: 500, body: {} };
  const { pairs } = paired({ baseline: [one, one, one, one], target: [one, one, failed, one] });
  expect(pairs.every(({ baseline, target }) => baseline === target)).toBe(true);
});

test('statuses that vary are not compared, but every other one is', () => {
  const done = { status: 202, body: {} };
  const gone = { status: 404, body: { message: 'gone' } };
  const failed = { status: 500, body: {} };
  const race = (target: readonly Answer[], varying: readonly number[]) =>
    paired({ baseline: [done, gone, gone], target }, varying).differing.length;
  expect(race([done, done, gone], [202, 404])).toBe(0);
  expect(race([done, done, gone], [])).toBe(1);
  expect(race([failed, done, gone], [202, 404])).toBe(1);
  expect(race([failed, failed, gone], [202, 404])).toBe(2);
});

test('an answer is paired only with one of the same kind', () => {
  const answers = (first: number, second: number): Answer[] => [
    { status: first, body: {}, kind: 'DELETE /things' },
    { status: second, body: {}, kind: 'POST /things' },
  ];
  const race = (target: Answer[]) => paired({ baseline: answers(204, 409), target }).differing.length;
  expect(race(answers(204, 409))).toBe(0);
  expect(race(answers(409, 204))).toBe(2);
});
