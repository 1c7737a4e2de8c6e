import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { Correspondence } from '../../../../src/assertions/compare/correspondence.ts';
import type { Json } from '../../../../src/model.ts';
import { permutation, uuids } from '../../../support/answers/arbitrary.ts';
import { differences, kindsAndPaths } from '../../../support/answers/compare.ts';

const COUNT = 6;
const IMAGES = 3;

interface Ids {
  readonly servers: readonly string[];
  readonly images: readonly string[];
}

/** Both sides' ids. The client may have chosen those of the images: then they are equal. */
const bothIds = fc.record({
  all: uuids(2 * (COUNT + IMAGES), 2 * (COUNT + IMAGES)),
  areChosen: fc.boolean(),
  order: permutation(COUNT),
  imageOf: fc.array(fc.nat(IMAGES - 1), { minLength: COUNT, maxLength: COUNT }),
});

const sides = (all: readonly string[], areChosen: boolean): readonly [Ids, Ids] => {
  const at = (from: number, count: number) => all.slice(from, from + count);
  const images = at(COUNT, IMAGES);
  return [
    { servers: at(0, COUNT), images },
    {
      servers: at(COUNT + IMAGES, COUNT),
      images: areChosen ? images : at(2 * COUNT + IMAGES, IMAGES),
    },
  ];
};

/** A correspondence that has met each id under a name of its own. */
function met([baseline, target]: readonly [Ids, Ids], areChosen: boolean): Correspondence {
  const correspondence = new Correspondence();
  if (areChosen) correspondence.choose(baseline.images, []);
  const named = ({ servers, images }: Ids): Json =>
    [...servers, ...images].map((id, index) => ({ id, name: `thing ${index}` }));
  expect(differences(named(baseline), named(target), { correspondence })).toEqual([]);
  return correspondence;
}

/** Elements that only their ids distinguish. */
const listing = ({ servers, images }: Ids, imageOf: readonly number[], order: readonly number[]): Json => ({
  servers: order.map((index) => ({
    id: servers[index] as string,
    status: 'ACTIVE',
    links: [{ rel: 'self', href: `/servers/${servers[index]}` }],
    image: images[imageOf[index] as number] as string,
  })),
});

const inOrder = [...Array(COUNT).keys()];

test('ids met before correspond in any order of the elements', () => {
  fc.assert(
    fc.property(bothIds, ({ all, areChosen, order, imageOf }) => {
      const ids = sides(all, areChosen);
      const correspondence = met(ids, areChosen);
      const found = differences(listing(ids[0], imageOf, inOrder), listing(ids[1], imageOf, order), {
        correspondence,
      });
      expect(found).toEqual([]);
    }),
  );
});

test('two exchanged ids among elements that are alike otherwise are a difference, once at each place', () => {
  fc.assert(
    fc.property(bothIds, permutation(COUNT), ({ all, areChosen, order, imageOf }, [one = 0, other = 0]) => {
      fc.pre(imageOf[one] !== imageOf[other]);
      const ids = sides(all, areChosen);
      const correspondence = met(ids, areChosen);
      const exchanged = imageOf.with(one, imageOf[other] as number).with(other, imageOf[one] as number);
      const found = differences(listing(ids[0], imageOf, inOrder), listing(ids[1], exchanged, order), {
        correspondence,
      });
      const kind = areChosen ? 'value' : 'pairing';
      const places = [one, other].sort().map((index) => `${kind} $.servers[${index}].image`);
      expect(kindsAndPaths(found)).toEqual(places);
    }),
  );
});

test('one id in place of another among elements that are alike otherwise is one difference', () => {
  fc.assert(
    fc.property(
      bothIds,
      fc.nat(COUNT - 1),
      fc.nat(IMAGES - 2),
      ({ all, areChosen, order, imageOf }, at, by) => {
        const ids = sides(all, areChosen);
        const correspondence = met(ids, areChosen);
        const wrong = imageOf.with(at, ((imageOf[at] as number) + 1 + by) % IMAGES);
        const found = differences(listing(ids[0], imageOf, inOrder), listing(ids[1], wrong, order), {
          correspondence,
        });
        expect(kindsAndPaths(found)).toEqual([`${areChosen ? 'value' : 'pairing'} $.servers[${at}].image`]);
      },
    ),
  );
});

test('two exchanged ids are two differences at one member if nothing says which of two ids is right', () => {
  fc.assert(
    fc.property(bothIds, permutation(COUNT), ({ all, areChosen, order, imageOf }, [one = 0, other = 0]) => {
      fc.pre(imageOf[one] !== imageOf[other]);
      const ids = sides(all, areChosen);
      const correspondence = met(ids, areChosen);
      const attachments = ({ servers, images }: Ids, of: readonly number[], at: readonly number[]): Json =>
        at.map((index) => ({
          server: servers[index] as string,
          image: images[of[index] as number] as string,
        }));
      const exchanged = imageOf.with(one, imageOf[other] as number).with(other, imageOf[one] as number);
      const found = differences(
        attachments(ids[0], imageOf, inOrder),
        attachments(ids[1], exchanged, order),
        { correspondence },
      );
      expect(found).toHaveLength(2);
      expect(new Set(found.map(({ path }) => path.replace(/.*\./, ''))).size).toBe(1);
    }),
  );
});
