import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { test } from '../../support/commands/command-line.ts';

const SCENARIO = `
name: Several clients create and tag one image
service: glance
steps:
  - name: same id
    at_once:
      - { POST: /v2/images, json: { id: "\${uuid1}", name: plain } }
    repeat: 4
    outcomes: { 201: 1, 409: 3 }
  - name: same tag
    at_once:
      - PUT: /v2/images/\${uuid1}/tags/blue
    repeat: 4
    outcomes: { 204: 4 }
cleanup:
  - DELETE: /v2/images/\${uuid1}
`;

/** Every second call fails, so that some of the requests at once do. */
const PATCH = `
import itertools
right_image_tag_set_all = image_tag_set_all
number_of_call = itertools.count(1)
def image_tag_set_all(context, image_id, tags):
    if next(number_of_call) % 2 == 0:
        raise KeyError("busy with another client")
    return right_image_tag_set_all(context, image_id, tags)
`;

test('of the requests at once, those that fail on ROME are reported with the function and line', {
  tag: '@long',
}, async ({ commandLine }) => {
  const copied = join(commandLine.runtime, 'copy');
  const { code, stderr } = await commandLine.exec('copy', 'glance', '--output', copied);
  expect(code, stderr).toBe(0);
  const right = readFileSync(join(copied, 'api.py'), 'utf8');
  const copy = join(commandLine.runtime, 'api.py');
  writeFileSync(copy, `${right}\n${PATCH}`);
  const config = join(commandLine.runtime, 'run-scenarios.yaml');
  const targets = { broken: { managed: 'rome', copy }, sql: { managed: 'sql' } };
  writeFileSync(config, JSON.stringify({ baseline: { managed: 'sql' }, targets }));
  const scenarios = join(commandLine.runtime, 'scenarios');
  writeScenario(scenarios);
  const up = await commandLine.exec('up', 'broken', 'sql', '--services', 'glance', '--config', config);
  expect(up.code, up.stderr).toBe(0);
  const options = ['--config', config, '--scenarios', scenarios];

  const same = await commandLine.startRun('sql', ...options).ended;
  expect(same.code, same.stdout).toBe(0);

  const other = await commandLine.startRun('broken', ...options).ended;
  expect(other.code, other.stderr).toBe(1);
  const [scenario] = commandLine.runFile().scenarios;
  const steps = scenario?.steps ?? [];
  expect(steps.filter(({ atOnce }) => atOnce?.name === 'same id').map(({ verdict }) => verdict)).toEqual(
    Array(4).fill('identical'),
  );
  const failing = steps.filter(({ verdict }) => verdict !== 'identical');
  expect(failing.length).toBeGreaterThan(0);
  expect(failing.length).toBeLessThan(4);
  const line = right.split('\n').length + PATCH.slice(0, PATCH.indexOf('raise')).split('\n').length;
  for (const step of failing) {
    expect(step.atOnce).toEqual({ name: 'same tag', requests: 4 });
    expect(step.exchanges.target?.response.status).toBe(500);
    expect(step.missing).toMatchObject([
      {
        dbApi: 'image_tag_set_all',
        evidence: expect.stringContaining('busy with another client'),
        place: { file: copy, line },
      },
    ]);
  }
  expect(other.stdout).toContain('image_tag_set_all');
});

function writeScenario(folder: string): void {
  mkdirSync(join(folder, 'glance'), { recursive: true });
  writeFileSync(join(folder, 'glance/race.yaml'), SCENARIO);
}
