import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'playwright/test';
import { coverageText } from '../../../src/reporters/text/coverage/coverage.ts';
import { dbApiText } from '../../../src/reporters/text/coverage/db-api-coverage.ts';
import { microversionRangesText } from '../../../src/reporters/text/coverage/microversion-coverage.ts';
import { endpointResult, missing, runFile } from '../../support/runs/results.ts';

const NONE = { called: false, answered: false, valid: false, identical: false };

test('endpoints are counted at each level', () => {
  const endpoints = [
    endpointResult(),
    endpointResult({ endpoint: 'GET /half', levels: { ...NONE, called: true, answered: true } }),
    endpointResult({ endpoint: 'GET /none', levels: NONE }),
  ];
  const text = stripVTControlCharacters(coverageText(runFile([], { endpoints }), ['glance']));
  expect(text).toContain('of 3 live endpoints 2 called, 2 answered, 1 valid, 1 identical');
  expect(text).toMatch(/GET \/half +│ answered +│/);
  expect(text).toMatch(/GET \/none +│ not called +│/);
});

test('a table of long endpoints fits a terminal of 80 columns; a service without endpoints has none', () => {
  const endpoints = [endpointResult({ endpoint: `DELETE /v2/${'metadefs/'.repeat(12)}` })];
  const shown = coverageText(runFile([], { endpoints }), ['nova', 'glance'], 80);
  const lines = stripVTControlCharacters(shown).split('\n');
  expect(lines.filter((line) => line.includes('│')).every((line) => line.length <= 80)).toBe(true);
  expect(shown).not.toContain('nova');
});

test('DB-API functions have a verdict; unreached functions have a reason', () => {
  const row = { endpoints: ['GET /a'], constructs: ['select'], missing: [] };
  const text = stripVTControlCharacters(
    dbApiText([
      { name: 'image_get', ...row },
      { name: 'image_get_all', ...row, missing: [missing('image_get_all', 'limit', { way: 'wrong' })] },
      { ...row, name: 'image_restore', endpoints: [], reason: 'the API has no undelete' },
      { ...row, name: 'image_new', endpoints: [] },
    ]),
  );
  expect(text).toMatch(/image_get +│ 1 +│ select +│ supported/);
  expect(text).toContain('limit wrong');
  expect(text).toContain('2 of 4 DB-API functions reached');
  expect(text).toContain('image_restore: the API has no undelete');
  expect(text).toContain('image_new: no scenario of this run reached it');
});

test('microversion ranges are counted; uncalled ranges and ends are listed', () => {
  const text = stripVTControlCharacters(
    microversionRangesText([
      { endpoint: 'GET /limits', min: '2.1', max: '2.35', called: true, left: [] },
      { endpoint: 'GET /limits', min: '2.36', max: '2.38', called: true, left: ['2.38'] },
      { endpoint: 'GET /os-keypairs', min: '2.1', max: '2.1', called: false, left: ['2.1'] },
      { endpoint: 'PUT /flavors/{id}', min: '2.55', called: false, left: ['2.55'] },
    ]),
  );
  expect(text).toContain('2 of 4 called, 1 of them not at both ends');
  expect(text).toContain('GET /limits 2.36 to 2.38: not in 2.38');
  expect(text).toContain('GET /os-keypairs in 2.1: no scenario calls it');
  expect(text).toContain('PUT /flavors/{id} since 2.55: no scenario calls it');
  expect(text).not.toContain('2.1 to 2.35');
});
