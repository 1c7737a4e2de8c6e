import { expect, test } from 'playwright/test';
import { Counterparts } from '../../../../../src/analysis/trace/rows/counterparts.ts';

const ID = {
  chosen: '33333362-d2c3-42bf-b221-ed22ee9d9f83',
  otherChosen: '44444462-d2c3-42bf-b221-ed22ee9d9f83',
  made: '0f7a9f0e-0000-4000-8000-000000000001',
  madeOnTarget: '1f7a9f0e-0000-4000-8000-000000000001',
  row: '2f7a9f0e-0000-4000-8000-000000000001',
  rowOnTarget: '3f7a9f0e-0000-4000-8000-000000000001',
};

function counterparts(): Counterparts {
  const answers = {
    target: (id: string) => (id === ID.made ? ID.madeOnTarget : undefined),
    isMet: (id: string) => id === ID.made || id === ID.madeOnTarget,
    isChosen: (id: string) => id === ID.chosen || id === ID.otherChosen,
  };
  return new Counterparts(answers, { baseline: [], target: [] });
}

test('ids that answers pair correspond only to each other', () => {
  const using = counterparts();
  expect(using.pair(ID.made, ID.madeOnTarget)).toBe(true);
  expect(using.pair(ID.made, ID.rowOnTarget)).toBe(false);
});

test('two ids that no answer shows become a pair', () => {
  const using = counterparts();
  expect(using.pair(ID.row, ID.rowOnTarget)).toBe(true);
  expect(using.pair(ID.row, ID.made)).toBe(false);
});

test('an id chosen by the client corresponds only to itself', () => {
  const using = counterparts();
  expect(using.pair(ID.chosen, ID.chosen)).toBe(true);
  expect(using.pair(ID.chosen, ID.otherChosen)).toBe(false);
  expect(using.pair(ID.row, ID.otherChosen)).toBe(false);
});

test('an id that answers pair with another id does not pair with a new id', () => {
  expect(counterparts().pair(ID.row, ID.madeOnTarget)).toBe(false);
});
