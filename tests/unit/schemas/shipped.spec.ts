import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'playwright/test';
import { endpointName } from '../../../src/assertions/endpoint.ts';
import { isWithin } from '../../../src/assertions/microversion.ts';
import { responseMistakes } from '../../../src/assertions/schema/schema.ts';
import { writtenRule } from '../../../src/assertions/schema/written-rules.ts';
import { type InventoryEndpoint, SERVICES } from '../../../src/model.ts';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';
import {
  NEWEST_NOVA,
  NOVA,
  readShipped,
  shippedRule,
  shippedRules,
} from '../../support/answers/response-rules.ts';
import { response } from '../../support/runs/results.ts';

/** Live endpoints, and the newest microversion. */
const RELEASES = [
  { live: NOVA.endpoints.filter(({ gone }) => !gone), newest: 93, count: 242 },
  { live: NEWEST_NOVA.endpoints.filter(({ gone }) => !gone), newest: 104, count: 212 },
];

test('schema files use only known keywords', () => {
  const check = new Ajv({ strictTypes: false, validateFormats: false });
  const validate = check.compile(readShipped('schemas', 'response.schema.json') as object);
  const files = SERVICES.flatMap((service) =>
    readdirSync(join(PACKAGE_ROOT, 'schemas', service))
      .filter((file) => file.endsWith('.schema.json'))
      .map((file) => [service, file] as const),
  );
  expect(files.length).toBeGreaterThan(30);
  for (const [service, file] of files) {
    validate(readShipped('schemas', service, file));
    expect(validate.errors ?? [], `${service}/${file}`).toEqual([]);
  }
  expect(validate({ properties: { id: { type: 'string', untill: '2.5' } } })).toBe(false);
});

test("each of Nova's live endpoints has a rule at every microversion that has the endpoint", () => {
  expect(RELEASES.map(({ live }) => live.length)).toEqual(RELEASES.map(({ count }) => count));
  const rules = shippedRules('nova');
  const without = RELEASES.flatMap(({ live, newest }) =>
    live.flatMap((endpoint) =>
      versionsOf(endpoint, newest)
        .filter((version) => writtenRule(rules, endpointName(endpoint), version) === undefined)
        .map((version) => `${endpointName(endpoint)} at ${version}`),
    ),
  );
  expect(without).toEqual([]);
});

test('every rule belongs to a live endpoint', () => {
  const names = new Set(RELEASES.flatMap(({ live }) => live.map(endpointName)));
  const rules = Object.keys(shippedRules('nova')).filter((name) => !name.startsWith('* '));
  expect(rules.filter((name) => !names.has(name))).toEqual([]);
});

test('every schema compiles and rejects an invalid body at the first and the last microversion', {
  tag: '@long',
}, () => {
  const body = { kind: 'json', value: 1 } as const;
  for (const { live, newest } of RELEASES) {
    for (const endpoint of live) {
      const versions = versionsOf(endpoint, newest);
      for (const version of [versions[0], versions.at(-1)] as readonly string[]) {
        const rule = shippedRule('nova', endpointName(endpoint), version);
        if (typeof rule !== 'object' || !('schema' in rule)) continue;
        expect(responseMistakes(rule, response({ body })), endpointName(endpoint)).not.toEqual([]);
      }
    }
  }
});

const versionsOf = ({ microversions = [] }: InventoryEndpoint, newest: number): readonly string[] =>
  Array.from({ length: newest }, (_, index) => `2.${index + 1}`).filter((version) =>
    microversions.some(({ min, max }) => isWithin({ since: min, ...(max ? { until: max } : {}) }, version)),
  );
