import { expect, test } from 'playwright/test';
import { Correspondence } from '../../../../src/assertions/compare/correspondence.ts';
import { compareStep } from '../../../../src/runner/compare/compare-step.ts';
import { exchange, response } from '../../../support/runs/results.ts';
import { stepTo } from '../../../support/servers/side.ts';

const OWN = { baseline: [], target: [] };
const shown = (value: number) => exchange({ response: response({ body: { kind: 'json', value } }) });
const both = { baseline: shown(1), target: shown(2) };

test('a comparison returns the differences', async () => {
  const compared = { correspondence: new Correspondence(), own: OWN, started: 0 };
  const { differences, failure } = await compareStep(stepTo('/'), both, compared, undefined);
  expect(differences.map(({ path }) => path)).toEqual(['$']);
  expect(failure).toBeUndefined();
});

test('a comparison that throws fails its step, not the run', async () => {
  class Broken extends Correspondence {
    override addTo(): void {
      throw new TypeError('nothing works');
    }
  }
  const compared = { correspondence: new Broken(), own: OWN, started: 0 };
  const step = stepTo('/');
  const { differences, failure } = await compareStep(step, both, compared, undefined);
  expect(differences).toEqual([]);
  expect(failure).toMatchObject({ code: 'INTERNAL', place: step.place });
  expect(failure?.message).toContain('nothing works');
});
