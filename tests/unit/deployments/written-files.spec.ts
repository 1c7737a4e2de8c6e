import { expect } from 'playwright/test';
import { type DeploymentFiles, parseWritten } from '../../../src/deployments/file-kinds.ts';
import { readSurvey } from '../../../src/deployments/rome/survey.ts';
import { readRecord, recordIn } from '../../../src/deployments/run-folder/record.ts';
import { ProjectPool } from '../../../src/openstack/project-pool.ts';
import { test } from '../../support/files/folder.ts';

const RECORD: DeploymentFiles['deployment'] = {
  version: 1,
  spec: { name: 'port', backend: 'rome', profile: { limit: 'ignore' } },
  hash: 'h',
  state: 'ready',
  keep: true,
  probe: false,
  owner: { pid: 1, start: 2 },
  processes: [{ name: 'Redis', log: 'redis.log', pid: 3, start: 4 }],
  ports: { keystone: 5, glance: 6 },
};

test('a written record is read unchanged', ({ folder }) => {
  recordIn(folder.path, RECORD);
  expect(readRecord(folder.path)).toEqual(RECORD);
});

for (const [what, changes] of [
  ['of another version', { version: 2 }],
  ['whose process has no pid', { processes: [{ name: 'Redis', log: 'redis.log', start: 4 }] }],
  ['whose pid is text', { owner: { pid: '1', start: 2 } }],
  ['in an unknown state', { state: 'done' }],
  ['without ports', { ports: undefined }],
] as const)
  test(`a record ${what} is ignored`, ({ folder }) => {
    folder.write('deployment.json', JSON.stringify({ ...RECORD, ...changes }));
    expect(readRecord(folder.path)).toBeUndefined();
  });

test('a survey is read; a missing one is undefined', async ({ folder }) => {
  const survey = { version: 1, constructs: { limit: { verdict: 'refused', detail: 'no' } } };
  const file = folder.write('survey.json', JSON.stringify(survey));
  expect(await readSurvey(file)).toEqual(survey);
  expect(await readSurvey(`${file}.none`)).toBeUndefined();
});

for (const [what, text, place] of [
  ['an unknown verdict', '{"version":1,"constructs":{"limit":{"verdict":"maybe"}}}', '/constructs/limit'],
  ['a refusal without a detail', '{"version":1,"constructs":{"limit":{"verdict":"refused"}}}', '/constructs'],
  ['another version', '{"version":2,"constructs":{}}', '/version'],
  ['a list', '[]', 'the file'],
  ['truncated JSON', '{"version":1,"constr', 'it is not JSON'],
] as const)
  test(`a survey with ${what} is rejected at its place`, async ({ folder }) => {
    const file = folder.write('survey.json', text);
    const refused = readSurvey(file);
    await expect(refused).rejects.toMatchObject({
      code: 'BOOT_FAILED',
      message: expect.stringContaining(file),
    });
    await expect(refused).rejects.toThrow(place);
  });

test('errors in a password file do not show the passwords', () => {
  expect(() => parseWritten('passwords', '{"admin":"s3cret"', 'a folder')).toThrow(/^(?!.*s3cret)/s);
  expect(() => parseWritten('passwords', '{"admin":"s3cret","service":1}', 'a folder')).toThrow(
    /^(?!.*s3cret)/s,
  );
});

test('a pool whose projects lack a token is rejected', ({ folder }) => {
  folder.write('projects.json', JSON.stringify([{ project: 'p', other: 'o', users: {} }]));
  expect(() => new ProjectPool(folder.path)).toThrow(/no valid projects: \/0/);
});
