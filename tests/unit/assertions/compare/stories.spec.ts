import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { Correspondence } from '../../../../src/assertions/compare/correspondence.ts';
import { compareResponses, finished } from '../../../../src/assertions/compare/response.ts';
import { type Difference, type Json, type Response, readJson } from '../../../../src/model.ts';
import { differences } from '../../../support/answers/compare.ts';
import { type Rendering, rendered } from '../../../support/answers/render.ts';
import { document, FORMS, ids, type Node, TOKENS } from '../../../support/answers/story.ts';
import { response } from '../../../support/runs/results.ts';

const answer = (text: string): Response => response({ body: { kind: 'json', ...readJson(text) } });

/** An answer that shows each id under a name of its own. Later answers cannot choose partners. */
const introduction: Node = {
  members: FORMS.flatMap((form) =>
    [...Array(TOKENS).keys()].map((token): [string, Node] => [
      `${form}_${'abcd'[token]}`,
      { form, token, mention: 0, isChosen: false },
    ]),
  ),
};

const story = fc.record({
  documents: fc.array(document, { minLength: 1, maxLength: 4 }),
  ids,
  seed: fc.nat(),
  shift: fc.integer({ min: -40_000, max: 40_000 }),
  isOrdered: fc.boolean(),
});

interface Story {
  readonly documents: readonly Node[];
  readonly how: Omit<Rendering, 'side' | 'wrong'>;
}

interface Step {
  readonly found: readonly Difference[];
  /** The paths of all leaves. */
  readonly leaves: readonly string[];
}

/** Plays the steps of a scenario. @param wrong Number of the leaf that is wrong */
function compared({ documents, how }: Story, wrong = -1): Step[] {
  const correspondence = new Correspondence();
  let from = 0;
  return documents.map((node) => {
    const baseline = rendered(node, { ...how, side: 'baseline', shift: 0, seed: undefined, wrong: -1 }, from);
    const target = rendered(node, { ...how, side: 'target', wrong }, from);
    from += baseline.leaves.length;
    const sent = {
      url: 'http://cloud/v2',
      headers: {},
      body: { json: JSON.parse(`[${baseline.chosen}]`) as Json },
    };
    const found = finished(
      compareResponses(answer(baseline.json), answer(target.json), {
        correspondence,
        own: { baseline: [], target: [] },
        path: '/v2',
        method: 'POST',
        requests: { baseline: sent, target: sent },
        ...(how.isOrdered ? { compare: { ordered: ['$', '$..*'], reason: 'all lists are sequences' } } : {}),
      }),
    );
    return { found, leaves: baseline.leaves };
  });
}

test('other ids and times, and other orders of members and elements, are no difference in any step', {
  tag: '@long',
}, () => {
  fc.assert(
    fc.property(story, fc.boolean(), ({ documents, ...how }, isIntroduced) => {
      const all = isIntroduced ? [introduction, ...documents] : documents;
      expect(compared({ documents: all, how }).map(({ found }) => found)).toEqual(all.map(() => []));
    }),
    { numRuns: 300 },
  );
});

test('one wrong leaf is exactly one difference, at that leaf of its step', { tag: '@long' }, () => {
  fc.assert(
    fc.property(story, fc.nat(), ({ documents, ...how }, choice) => {
      const all = [introduction, ...documents];
      const right = compared({ documents: all, how });
      const places = right.flatMap(({ leaves }, step) => leaves.map((path) => `${step} ${path}`));
      const first = right[0]?.leaves.length ?? 0;
      fc.pre(places.length > first);
      const wrong = first + (choice % (places.length - first));
      const found = compared({ documents: all, how }, wrong).flatMap((each, step) =>
        each.found.map(({ path }) => `${step} ${path}`),
      );
      // Elements of a list can be alike, so any of them may be the wrong one.
      const place = (path: string) => path.replaceAll(/\[\d+\]/g, '[#]');
      expect(found.map(place)).toEqual([place(places[wrong] as string)]);
    }),
    { numRuns: 300 },
  );
});

test('a difference leaves open which of several alike elements differs', () => {
  fc.assert(
    fc.property(ids, fc.nat(2), fc.nat(2), ({ baseline, target }, wrong, shown) => {
      const correspondence = new Correspondence();
      const compared = (left: Json, right: Json) => differences(left, right, { correspondence });
      const list = (own: readonly string[], at: number): Json =>
        own.slice(0, 3).map((id, index) => ({ id, status: index === at ? 'ERROR' : 'ACTIVE' }));
      expect(compared(list(baseline.uuid, -1), list(target.uuid, wrong))).toHaveLength(1);
      const show = (own: readonly string[], at: number): Json => ({ newest: own[at] as string });
      expect(compared(show(baseline.uuid, shown), show(target.uuid, 0))).toEqual([]);
      const next = (shown + 1) % 3;
      expect(compared(show(baseline.uuid, next), show(target.uuid, 0))).toHaveLength(1);
    }),
  );
});
