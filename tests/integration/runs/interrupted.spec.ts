import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'playwright/test';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';
import { type Command, type CommandLine, test } from '../../support/commands/command-line.ts';

for (const victim of ['redis', 'glance']) {
  test(`the death of ${victim} during a run is one error, and earlier results are kept`, async ({
    commandLine,
  }) => {
    const command = commandLine.startRun('rome', 'glance');
    await someResults(commandLine);
    process.kill(pidOf(commandLine, victim), 'SIGKILL');
    const { code, stdout } = await command.ended;
    expect(code).toBe(3);
    const run = commandLine.runFile();
    expect(run.status).toBe('aborted');
    expect(run.abort).toMatchObject({ code: 'DEPLOYMENT_DIED' });
    expect(run.abort?.message.toLowerCase()).toContain(`${victim} of rome`);
    expect(run.scenarios.length).toBeGreaterThan(0);
    expect(stdout.match(/DEPLOYMENT_DIED/g)).toHaveLength(1);
    expect(leftOvers(commandLine)).toEqual([]);
  });
}

test('a disk that becomes full during a run is one error that names its folder', async ({ commandLine }) => {
  test.skip(process.getuid?.() !== 0, 'only root can mount');
  const disk = join(commandLine.runtime, 'run-scenarios');
  mkdirSync(disk, { mode: 0o700 });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400m,mode=0700', 'tmpfs', disk]);
  try {
    const command = commandLine.startRun('rome', 'glance');
    await someResults(commandLine);
    fill(join(disk, 'filling'));
    const { code, stdout } = await command.ended;
    expect(code).toBe(4);
    const run = commandLine.runFile();
    expect(run.abort).toMatchObject({ code: 'DISK_FULL' });
    expect(run.abort?.message).toContain(disk);
    expect(stdout.match(/DISK_FULL/g)).toHaveLength(1);
    expect(leftOvers(commandLine)).toEqual([]);
  } finally {
    execFileSync('umount', [disk]);
  }
});

test('a killed run leaves a readable run file and no process', async ({ commandLine }) => {
  const command = commandLine.startRun('rome', 'glance');
  await someResults(commandLine);
  command.child.kill('SIGKILL');
  await command.ended;
  const run = commandLine.runFile();
  expect(run.status).toBe('running');
  expect(run.scenarios.length).toBeGreaterThan(0);
  await expect.poll(() => leftOvers(commandLine)).toEqual([]);
});

test('an immediate exit, as after a second Ctrl-C, writes all pending results', ({ commandLine }) => {
  const folder = join(commandLine.reports, 'run');
  const bundle = JSON.stringify(join(PACKAGE_ROOT, 'scripts/bundle.mjs'));
  const scenario = '{ id: `glance/${n}`, steps: [], failures: [], ms: 1 }';
  const head = `{ id: 'r', startedAt: '', baseline: 'a', target: 'b', filters: [], planned: 300, unavailable: [] }`;
  const program = `
    const { imported } = await import(${bundle});
    const { Recorder } = await imported('recorder', 'runs/recorder.ts');
    const recorder = new Recorder(${JSON.stringify(folder)}, ${head}, {});
    for (let n = 0; n < 300; n++) recorder.add({ result: ${scenario}, requirements: [], uses: [] });
    process.exit(130);`;
  const args = ['--input-type=module', '--eval', program];
  expect(spawnSync(process.execPath, args).status).toBe(130);
  expect(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')).scenarios).toHaveLength(300);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} stops the run and all its processes`, async ({ commandLine }) => {
    const command = commandLine.startRun('sql', 'glance');
    await someResults(commandLine);
    command.child.kill(signal);
    const { code } = await command.ended;
    expect(code).toBe(130);
    expect(commandLine.runFile()).toMatchObject({ status: 'aborted', abort: { code: 'INTERRUPTED' } });
    expect(leftOvers(commandLine)).toEqual([]);
  });
}

test('a signal during boot stops the deployments', async ({ commandLine }) => {
  const command: Command = commandLine.startRun('sql', 'glance');
  await expect.poll(() => leftOvers(commandLine).length).toBeGreaterThan(0);
  command.child.kill('SIGINT');
  const { code, stderr } = await command.ended;
  expect(code).toBe(130);
  expect(stderr).toContain('INTERRUPTED');
  expect(leftOvers(commandLine)).toEqual([]);
});

/** Writes a file until its disk is full. */
function fill(file: string): void {
  const descriptor = openSync(file, 'w');
  try {
    for (;;) writeSync(descriptor, Buffer.alloc(4096));
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  } finally {
    closeSync(descriptor);
  }
}

/** Waits until the run file contains the result of a scenario. */
async function someResults(commandLine: CommandLine): Promise<void> {
  await expect
    .poll(() => existsSync(commandLine.reports) && commandLine.runFile().scenarios.length)
    .toBeTruthy();
  await sleep(100);
}

/** Processes whose command line names this test's folder. */
function leftOvers({ runtime }: CommandLine): string[] {
  const list = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n');
  return list.filter((line) => line.includes(`${runtime}/run-scenarios`));
}

function pidOf({ runtime }: CommandLine, name: string): number {
  const runs = join(runtime, 'run-scenarios');
  for (const folder of readdirSync(runs)) {
    const record = JSON.parse(readFileSync(join(runs, folder, 'deployment.json'), 'utf8'));
    if (record.spec.backend !== 'rome') continue;
    return record.processes.find((each: { name: string }) => each.name.toLowerCase() === name).pid;
  }
  throw new Error(`no ${name} runs`);
}
