import { join } from 'node:path';
import { expect } from 'playwright/test';
import { parse } from 'yaml';
import { otherFormat } from '../../../src/importing/formats/other-formats.ts';
import { importText } from '../../../src/importing/import-text.ts';
import { METHODS } from '../../../src/model.ts';
import { reproScript } from '../../../src/reporters/formats/repro-script.ts';
import { loadScenarios } from '../../../src/runner/load/load.ts';
import { withoutMistakes } from '../../../src/runner/load/loaded.ts';
import { BUILT_IN_VARIABLES } from '../../../src/runner/run/built-in-variables.ts';
import { inventories } from '../../../src/shipped/inventories.ts';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';
import { test } from '../../support/files/folder.ts';
import { COMMANDS } from './real-commands.ts';
import { SHELL_COMMANDS } from './shell-commands.ts';

const KNOWLEDGE = {
  inventories: inventories(),
  builtIn: BUILT_IN_VARIABLES,
  readFile: () => undefined,
  actorOf: () => undefined,
};
const SECRETS = /hunter2secret|verysecretcookie1|gAAAAABsecrettoken|correct-horse-\d|\{SHA256\}/;

const stepsOf = (yaml: string): string[] =>
  (parse(yaml) as { steps: Record<string, unknown>[] }).steps.map((step) => {
    const method = METHODS.find((each) => each in step) ?? '';
    const body = step.json ?? step.text;
    return `${method} ${step[method]}${body === undefined ? '' : ` ${JSON.stringify(body)}`}`;
  });

for (const [what, { text, steps = [], refused = [], has = [] }] of Object.entries({
  ...COMMANDS,
  ...SHELL_COMMANDS,
})) {
  test(`handles ${what}`, async ({ folder }) => {
    const { yaml, notes } = importText(text, 'a.sh', 'imported', KNOWLEDGE);
    expect(yaml === undefined ? [] : stepsOf(yaml)).toEqual(steps);
    const reasons = notes
      .filter(({ kind }) => kind === 'refused')
      .map(({ place, message }) => `${place?.line}:${place?.column} ${message}`);
    expect(reasons).toHaveLength(refused.length);
    for (const [index, reason] of refused.entries()) expect(reasons[index]).toMatch(reason);
    for (const line of has) expect(yaml).toContain(line);
    expect(`${yaml}${JSON.stringify(notes)}`).not.toMatch(SECRETS);
    if (yaml === undefined) return;
    folder.write('nova/imported.yaml', yaml);
    expect(withoutMistakes(await loadScenarios(folder.path, inventories()))).toHaveLength(1);
  });
}

test('a line with an unrecognised curl command is reported', () => {
  const { yaml, notes } = importText(
    '$ curl http://ctl:9292/v2/images\nweb01 /root 10:02 >> curl http://ctl:9292/v2/images',
    'a.txt',
    'a',
    KNOWLEDGE,
  );
  expect(stepsOf(yaml ?? '')).toEqual(['GET /v2/images']);
  expect(notes).toMatchObject([{ kind: 'left out', place: { line: 2 } }]);
});

test('a body can come from a file next to the script, with @ or $(cat …)', () => {
  const files = {
    ...KNOWLEDGE,
    readFile: (name: string) => (name === 'b.json' ? '{"name":"${a}"}' : undefined),
  };
  const type = '-H "content-type: application/json"';
  for (const data of ['@b.json', '"$(cat b.json)"'])
    expect(
      stepsOf(importText(`curl ${type} -d ${data} http://ctl:9292/v2/images`, 'a.sh', 'a', files).yaml ?? ''),
    ).toEqual(['POST /v2/images {"name":"$${a}"}']);
});

for (const [text, what] of [
  ['GET /v2/images HTTP/1.1\nHost: ctl', /plain HTTP/],
  ['<pre>curl http://ctl:9292/v2/images</pre>', /HTML/],
  ['import requests\nrequests.get(url)', /Python/],
  ['{"server": {}}', /JSON/],
  ['', /empty/],
] as const)
  test(`a text without requests is identified: ${what.source}`, () => {
    expect(otherFormat(text)?.what).toMatch(what);
  });

/** Scenarios whose `repro` script needs no files. */
const REPRODUCED = [
  'glance/images/update',
  'glance/images/tags',
  'glance/images/list-paging',
  'nova/servers/show',
];

test('a script from repro is imported with the same requests and actors', { tag: '@long' }, async () => {
  const loaded = withoutMistakes(await loadScenarios(join(PACKAGE_ROOT, 'scenarios'), inventories()));
  for (const id of REPRODUCED) {
    const scenario = loaded.find((each) => each.id === id);
    if (!scenario) throw new Error(`no scenario ${id}`);
    const script = reproScript(scenario, { seen: [], read: () => Buffer.from('') });
    const { yaml, notes } = importText(script, 'repro.sh', id, KNOWLEDGE);
    expect(notes.filter(({ kind }) => kind === 'refused')).toEqual([]);
    const bare = (step: string) =>
      step
        .replace(/\$\{\w+\}/g, '${}')
        .split(' ')
        .slice(0, 2);
    expect(stepsOf(yaml ?? '').map(bare)).toEqual(
      scenario.steps.map(({ request }) => bare(`${request.method} ${request.path}`)),
    );
    const named = (parse(yaml ?? '') as { steps: { as?: string }[] }).steps.map(({ as: actor }) => actor);
    expect(named).toEqual(scenario.steps.map(({ as: actor }) => (actor === 'member' ? undefined : actor)));
  }
});

test('a header that is a secret is imported from no format, nor its value from elsewhere', () => {
  const secret = 'gAAAAABsecrettoken-1';
  const url = `http://cloud:9292/v2/images?name=${secret}`;
  const headers = [
    { name: 'X-Auth-Token', value: secret },
    { name: 'Content-Type', value: 'application/json' },
  ];
  const text = JSON.stringify({ name: `the image of ${secret}` });
  const archive = { log: { entries: [{ request: { method: 'POST', url, headers, postData: { text } } }] } };
  const header = headers.map(({ name, value }) => ({ key: name, value }));
  const collection = {
    info: { schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    item: [{ name: 'create', request: { method: 'POST', url, header, body: { mode: 'raw', raw: text } } }],
  };
  const curl = `curl -X POST '${url}' -H 'X-Auth-Token: ${secret}' -d '${text}'`;
  for (const recorded of [JSON.stringify(archive), JSON.stringify(collection), curl]) {
    const { yaml } = importText(recorded, 'a', 'imported', KNOWLEDGE);
    expect(yaml).toContain('POST');
    expect(yaml).not.toContain(secret);
  }
});
