import { expect, test } from 'playwright/test';
import { responseMistakes } from '../../../src/assertions/schema/schema.ts';
import type { WrittenRule } from '../../../src/assertions/schema/written-rules.ts';
import { installRelease } from '../../../src/deployments/releases/install-release.ts';
import { DEBIAN, type Json } from '../../../src/model.ts';
import { newestRelease } from '../../../src/shipped/locks.ts';
import { mutants } from '../../support/answers/mutants.ts';
import { SAMPLE_ENDPOINTS } from '../../support/answers/nova-sample-endpoints.ts';
import { novaSamples } from '../../support/answers/nova-samples.ts';
import { NEWEST_NOVA, NOVA, shippedRule, shippedRules } from '../../support/answers/response-rules.ts';
import { response } from '../../support/runs/results.ts';

/** Answers without a schema, with the reason. */
const WITHOUT_SCHEMA: Readonly<Record<string, string>> = {
  'os-agents/agent-post-resp': 'gone',
  'os-agents/agent-update-put-resp': 'gone',
  'os-agents/agents-get-resp': 'gone',
  'os-certificates/certificate-create-resp': 'gone',
  'os-certificates/certificate-get-root-resp': 'gone',
  'versions/versions-get-resp': 'answer of the root above the versions, which is not an API endpoint',
};

/** Schemas without a sample, with the reason. */
const WITHOUT_SAMPLE: Readonly<Record<string, string>> = {
  'networks.schema.json#/$defs/showOfTenant': 'the package has a sample of the list only',
};

const NEWEST = newestRelease();
const RELEASES = [DEBIAN, NEWEST];

const ACTIONS = new Set(
  [NOVA, NEWEST_NOVA].flatMap(({ endpoints }) => endpoints.flatMap(({ action }) => action ?? [])),
);
const isRequest = (value: Json): boolean => {
  const keys = Object.keys(value as object);
  return keys.length === 1 && ACTIONS.has(keys[0] as string);
};

test.beforeAll(async () => {
  await installRelease(NEWEST, { progress: () => {}, signal: new AbortController().signal });
});

/** Samples with an endpoint, and its rule. Read in the tests: when this file is loaded, Nova may not be installed yet. */
const sampleAnswers = () =>
  RELEASES.flatMap(novaSamples).flatMap((sample) => {
    const endpoint = SAMPLE_ENDPOINTS[sample.name];
    return endpoint
      ? [{ ...sample, endpoint, rule: shippedRule('nova', endpoint, sample.microversion) }]
      : [];
  });
type SampleAnswer = ReturnType<typeof sampleAnswers>[number];

const mistakes = (schema: Json, value: Json): readonly string[] =>
  responseMistakes({ schema }, response({ body: { kind: 'json', value } }));

const schemaOf = ({ path, rule }: SampleAnswer): Json => {
  if (typeof rule !== 'object' || !('schema' in rule)) throw new Error(`${path} has no schema`);
  return rule.schema;
};

test('every sample answer of the package matches our schema for its microversion', () => {
  const answers = sampleAnswers();
  expect(answers.length).toBeGreaterThan(400);
  const wrong = answers.flatMap((answer) => {
    const found = mistakes(schemaOf(answer), answer.value);
    return found.length > 0 ? [`${answer.path}: ${found.join(', ')}`] : [];
  });
  expect(wrong).toEqual([]);
});

test('a missing required key or an unknown key is refused anywhere in a sample', () => {
  let tried = 0;
  const accepted = sampleAnswers().flatMap((answer) => {
    const schema = schemaOf(answer);
    return [...mutants(schema, answer.value)].flatMap(({ what, value }) => {
      tried += 1;
      return mistakes(schema, value).length === 0 ? [`${answer.path}: ${what}`] : [];
    });
  });
  expect(accepted).toEqual([]);
  expect(tried).toBeGreaterThan(7000);
});

test('every sample has a schema, or a listed reason', () => {
  const samples = RELEASES.flatMap(novaSamples);
  const unknown = samples.filter(
    ({ name, value }) => !(name in SAMPLE_ENDPOINTS) && !(name in WITHOUT_SCHEMA) && !isRequest(value),
  );
  expect(unknown.map(({ path }) => path)).toEqual([]);
  const names = new Set(samples.map(({ name }) => name));
  const stale = Object.keys({ ...SAMPLE_ENDPOINTS, ...WITHOUT_SCHEMA }).filter((name) => !names.has(name));
  expect(stale).toEqual([]);
});

test('every schema has a sample, or a listed reason', () => {
  const rules = shippedRules('nova');
  const sampled = new Set(sampleAnswers().flatMap(({ endpoint }) => references(rules[endpoint])));
  const written = new Set(Object.values(rules).flatMap(references));
  expect([...written].filter((reference) => !sampled.has(reference)).sort()).toEqual(
    Object.keys(WITHOUT_SAMPLE),
  );
});

function references(rule: ReturnType<typeof shippedRules>[string] | undefined): string[] {
  if (typeof rule !== 'object') return [];
  const each: readonly WrittenRule[] =
    'since' in rule ? Object.values(rule.since) : 'as' in rule ? [] : [rule];
  return each.flatMap((one) => (typeof one === 'object' && 'file' in one ? [one.file] : []));
}
