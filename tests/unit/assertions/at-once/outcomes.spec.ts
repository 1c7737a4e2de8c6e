import { expect, test } from 'playwright/test';
import { outcomeFailures } from '../../../../src/assertions/at-once/outcomes.ts';
import type { AtOnce, Outcome } from '../../../../src/model.ts';
import { response } from '../../../support/runs/results.ts';

const place = (line: number) => ({ file: 'a.yaml', line, column: 1 });

const outcome = (parts: Partial<Outcome>, line: number): Outcome => ({
  atLeast: 0,
  atMost: 4,
  varies: false,
  expect: { headers: {}, body: {} },
  places: { status: place(line) },
  ...parts,
});

const group = (outcomes: AtOnce['outcomes']): AtOnce => ({
  name: 'g',
  place: place(1),
  number: 1,
  of: 4,
  outcomes,
});

const ONE_WINS = group({
  202: outcome({ atLeast: 1, atMost: 1 }, 2),
  404: outcome({ expect: { headers: {}, body: { '$.message': { equals: 'gone' } } } }, 3),
});

const failures = (of: AtOnce, ...answers: readonly (number | undefined | [number, string])[]) =>
  outcomeFailures(
    of,
    answers.map((answer) => {
      if (answer === undefined) return undefined;
      const [status, message] = Array.isArray(answer) ? answer : [answer, 'gone'];
      return response({ status, body: { kind: 'json', value: { message } } });
    }),
    new Map(),
  ).map((found) => found.map(({ message, place: at }) => `${at?.line}: ${message}`));

test('the right number of each outcome is no failure', () => {
  expect(failures(ONE_WINS, 404, 202, 404, 404)).toEqual([[], [], [], []]);
  expect(failures(group(undefined), 404, 500)).toEqual([[], []]);
});

test('too many or too few of an outcome are one failure, at the last of them', () => {
  expect(failures(ONE_WINS, 202, 404, 202, 404)).toEqual([
    [],
    [],
    ['2: 2 of 4 answers have status 202, expected 1'],
    [],
  ]);
  expect(failures(ONE_WINS, 404, 404)).toEqual([[], ['2: 0 of 2 answers have status 202, expected 1']]);
  const atLeast = group({ 202: outcome({ atLeast: 2 }, 2), 404: outcome({ atMost: 1 }, 3) });
  expect(failures(atLeast, 202, 404, 404)).toEqual([
    ['2: 1 of 3 answers have status 202, expected at least 2'],
    [],
    ['3: 2 of 3 answers have status 404, expected at most 1'],
  ]);
});

test('a status that is no outcome fails by itself, without a wrong number', () => {
  expect(failures(ONE_WINS, 500, 404)).toEqual([['1: status is 500, expected 202 or 404'], []]);
  expect(failures(ONE_WINS, undefined, 404)).toEqual([[], []]);
});

test('what an outcome says holds for each answer with its status', () => {
  expect(failures(ONE_WINS, 202, [404, 'busy'], 404)).toEqual([
    [],
    ['undefined: $.message is "busy", expected "gone"'],
    [],
  ]);
});
