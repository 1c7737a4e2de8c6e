import { expect, test } from 'playwright/test';
import type { Json } from '../../../../../src/model.ts';
import { differences, kindsAndPaths } from '../../../../support/answers/compare.ts';
import { story } from '../../../../support/answers/steps.ts';
import { response } from '../../../../support/runs/results.ts';

const json = (value: Json) => response({ body: { kind: 'json', value } });
const [ONE, OTHER] = ['rEaqvJka48mpv', '9266c59563c84664'];

for (const name of [
  'secret',
  'oauth_token_secret',
  'oauth_token',
  'x-subject-token',
  'auth_key',
  'accessToken',
])
  test(`${name} is a secret that a deployment generates`, () => {
    const shown = (value: Json): Json => ({ credential: { [name]: value } });
    expect(differences(shown(ONE), shown(OTHER))).toEqual([]);
    for (const wrong of ['', null, 5, [ONE]]) expect(differences(shown(ONE), shown(wrong))).toHaveLength(1);
    const twice = (one: string, other: string): Json => [shown(one), { n: shown(other) }];
    expect(differences(twice(ONE, ONE), twice(OTHER, 'another'))).not.toEqual([]);
    const sent = shown(ONE);
    expect(story({ baseline: json(sent), target: json(shown(OTHER)), method: 'POST', sent })).toEqual([
      [`value $.credential${/-/.test(name) ? `['${name}']` : `.${name}`}`],
    ]);
  });

for (const name of [
  'key',
  'secretary',
  'tokens',
  'token_type',
  'secret_ref',
  'keyboard',
  'monkey',
  'next',
  'checksum',
])
  test(`${name} is no secret`, () => {
    expect(kindsAndPaths(differences({ [name]: ONE }, { [name]: OTHER }))).toEqual([`value $.${name}`]);
  });
