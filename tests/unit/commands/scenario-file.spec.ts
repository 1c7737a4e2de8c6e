import { expect, test } from 'playwright/test';
import { runCommand, scenarioFile } from '../../../src/commands/scenarios/scenario-file.ts';

test('a bare name is a file of the service, where a run finds it', () => {
  for (const [named, file] of [
    ['reboot.yaml', 'scenarios/nova/reboot.yaml'],
    ['reboot', 'scenarios/nova/reboot.yaml'],
    ['scenarios/mine.yaml', 'scenarios/mine.yaml'],
    ['/tmp/mine.yml', '/tmp/mine.yml'],
  ] as const)
    expect(scenarioFile(named, 'nova')).toBe(file);
});

test('the printed command names the folder of a file that is elsewhere', () => {
  expect(runCommand('scenarios/nova/a.yaml')).not.toContain('--scenarios');
  expect(runCommand('other/a.yaml')).toContain('--scenarios other other/a.yaml');
  expect(runCommand('/tmp/a.yaml')).toContain('--scenarios /tmp /tmp/a.yaml');
});
