import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { releaseNotes } from '../../../scripts/release-notes.mjs';
import type { RunFile } from '../../../src/model.ts';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';
import {
  actions,
  check,
  nightly,
  plays,
  release,
  type WorkflowStep,
  zuul,
} from '../../support/commands/workflow.ts';
import { type Folder, test } from '../../support/files/folder.ts';
import { redRun } from '../../support/runs/red-run.ts';
import { writeRun } from '../../support/runs/written-run.ts';

const { jobs, permissions } = nightly();
const allJobs = [...Object.values(jobs), ...Object.values(check().jobs), ...Object.values(release().jobs)];
const steps = allJobs.flatMap((job) => job.steps);
const SHARDS = 4;

test('every action and image is pinned to one version, and no script contains an expression', () => {
  expect(actions().length).toBeGreaterThan(15);
  // A tag can be moved to other code; a hash cannot.
  for (const each of actions()) expect(each).toMatch(/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  const hashes = new Set(actions().map((each) => each.replace(/^([\w-]+\/[\w-]+)[\w/-]*/, '$1')));
  expect(new Set([...hashes].map((each) => each.split('@')[0])).size).toBe(hashes.size);
  for (const { container } of allJobs) if (container) expect(container).toMatch(/:\d+\.\d+\.\d+-bookworm$/);
  // The value of an expression would run as code, so scripts read values from the environment.
  for (const { run } of steps) expect(run ?? '').not.toContain('${{');
});

test('each job has only the permissions that it needs', () => {
  expect(permissions).toEqual({});
  const granted = Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, job.permissions]));
  expect(granted).toEqual({
    history: {},
    shard: { contents: 'read' },
    merge: { contents: 'read', 'security-events': 'write' },
    repeatability: { contents: 'read' },
    publish: { pages: 'write', 'id-token': 'write' },
  });
  expect(check().permissions).toEqual({});
  expect(release().permissions).toEqual({});
  expect(release().jobs.publish?.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
  expect(release().jobs.notes?.permissions).toEqual({ contents: 'write' });
  for (const job of Object.values(check().jobs)) expect(job.permissions).toEqual({ contents: 'read' });
  for (const job of allJobs) expect(job['timeout-minutes']).toBeGreaterThan(0);
});

test('a rerun merge job gives its pages a new name, and a failed SARIF upload does not stop it', () => {
  const step = (job: string, action: string) => jobs[job]?.steps.find(({ uses }) => uses?.startsWith(action));
  const pages = jobs.merge?.outputs?.pages;
  expect(pages).toContain('github.run_attempt');
  expect(step('merge', 'actions/upload-pages-artifact@')?.with?.name).toBe(pages);
  const published = step('publish', 'actions/deploy-pages@')?.with?.artifact_name;
  expect(published).toBe('${{ needs.merge.outputs.pages }}');
  expect(step('merge', 'github/codeql-action/upload-sarif@')?.['continue-on-error']).toBe(true);
});

test('the check of a change runs existing npm scripts, and the image scenarios on ROME', async ({
  folder,
}) => {
  const { scripts } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8'));
  const lines = (job: string) => check().jobs[job]?.steps.flatMap(({ run }) => run ?? []) ?? [];
  const named = lines('code').flatMap((line) => /^npm run (.+)$/.exec(line)?.[1] ?? []);
  expect(named).toEqual(['lint', 'typecheck', 'test:unit', 'test:unit-long']);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  prepare(folder);
  folder.write('run-scenarios.yaml', 'baseline: {}\ntargets: {}\n');
  const run = lines('images').find((line) => line.startsWith('npx run-scenarios'));
  expect(await bash(folder, { run })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('CONFIG_INVALID'),
  });
});

test('the shard job has a valid command line, and an invalid config fails it', async ({ folder }) => {
  prepare(folder);
  folder.write('run-scenarios.yaml', 'baseline: {}\ntargets: {}\n');
  const script = ownSteps('shard').find(({ run }) => run?.includes('--shard'));
  const { code, stderr } = await bash(folder, script, { TARGET: 'rome', SHARD: `2/${SHARDS}` });
  // The config is invalid here. A mistake in the command line would be reported first.
  expect(stderr).toContain('CONFIG_INVALID');
  expect(stderr).not.toContain('COMMAND_LINE');
  expect(code).not.toBe(0);
});

test('the merge job makes its reports of a failed run, and exits as the run did', async ({ folder }) => {
  prepare(folder);
  for (const [index, run] of shardsOf(redRun().run).entries())
    folder.write(`artifacts/shard-${index + 1}/a-shard/run.json`, JSON.stringify(run));
  const env = { TARGET: 'rome-2015', GITHUB_STEP_SUMMARY: 'summary.md', GITHUB_OUTPUT: 'output' };
  const [merge, reports, verdict] = ownSteps('merge');
  expect(await bash(folder, merge, env)).toMatchObject({ code: 0 });
  expect(readFileSync(join(folder.path, 'output'), 'utf8')).toBe('code=1\n');
  const made = await bash(folder, reports, env);
  expect(made, made.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('::error file=') });
  expect(readFileSync(join(folder.path, 'summary.md'), 'utf8')).toContain('## rome-2015');
  const { results } = JSON.parse(readFileSync(join(folder.path, 'missing.sarif'), 'utf8')).runs[0];
  const isMissing = ({ partialFingerprints = {} }) => 'requirement/v1' in partialFingerprints;
  // The other results are failures without a missing query.
  expect(results.filter(isMissing)).toHaveLength(3);
  expect(results.length).toBeGreaterThan(3);
  expect(existsSync(join(folder.path, 'site/index.html'))).toBe(true);
  expect(readdirSync(join(folder.path, 'reports/history'))).toHaveLength(1);
  const [run = ''] = readdirSync(join(folder.path, 'reports')).filter((name) => name.endsWith('-rome-2015'));
  expect(readdirSync(join(folder.path, 'reports', run))).toEqual(['allure-results', 'junit.xml', 'run.json']);
  expect(await bash(folder, verdict, { CODE: '1' })).toMatchObject({ code: 1 });
  expect(await bash(folder, verdict, { CODE: '0' })).toMatchObject({ code: 0 });
});

test('a missing shard fails the merge job before it makes reports', async ({ folder }) => {
  prepare(folder);
  const [first] = shardsOf(redRun().run);
  folder.write('artifacts/shard-1/a-shard/run.json', JSON.stringify(first));
  const [merge] = ownSteps('merge');
  const ended = await bash(folder, merge, { TARGET: 'rome-2015', GITHUB_OUTPUT: 'output' });
  expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('SHARDS_INVALID Of 4 shards') });
});

test('a tag is released when it matches the version and the changelog has its section', () => {
  const notes = (tag: string, changelog: string) => releaseNotes(tag, { version: '0.2.0', changelog });
  const changelog = '# Changes\n\n## Unreleased\n- c\n\n## 0.2.0 (2026-12-01)\n- b\n\n## 0.1.0\n- a\n';
  expect(notes('v0.2.0', changelog)).toEqual({ notes: '- b' });
  expect(notes('v0.3.0', changelog).mistake).toContain('package.json says 0.2.0');
  expect(notes('v0.2.0', '## Unreleased\n- c\n').mistake).toContain('no section');
  const scripts = Object.values(release().jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
  const named = scripts.flatMap((line) => /^npm run (.+)$/.exec(line)?.[1] ?? []);
  const { scripts: known } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8'));
  expect(Object.keys(known)).toEqual(expect.arrayContaining(named));
});

test("the playbooks of Zuul's job have valid command lines", async ({ folder }) => {
  const [{ job } = {}, { job: images } = {}, { project } = {}] = zuul();
  // A change runs only quick, reliable scenarios. All scenarios run every night.
  for (const pipeline of ['check', 'gate']) expect(project?.[pipeline]).toEqual({ jobs: [images?.name] });
  expect(project?.periodic).toEqual({ jobs: [job?.name] });
  expect(images?.parent).toBe(job?.name);
  prepare(folder);
  folder.write('run-scenarios.yaml', 'baseline: {}\ntargets: {}\n');
  writeRun(folder, 'reports/a-rome/run.json', redRun().run);
  const values = {
    ...(job?.vars as Readonly<Record<string, string>>),
    ...(images?.vars as Readonly<Record<string, string>>),
    'runs.files[0].path': 'reports/a-rome',
    'zuul.project.src_dir': folder.path,
  };
  const outcomes: Record<string, { readonly code: number; readonly stderr: string }> = {};
  for (const file of ['pre-run', 'run', 'post-run'])
    for (const { name, 'ansible.builtin.command': command } of plays(String(job?.[file])).flatMap(
      ({ tasks }) => tasks,
    ))
      if (command?.cmd.startsWith('npx run-scenarios'))
        outcomes[name] = await bash(folder, { run: filled(command.cmd, values) });
  expect(outcomes).toEqual({
    'Run all scenarios': { code: 2, stdout: '', stderr: expect.stringContaining('CONFIG_INVALID') },
    'Make the dashboard': { code: 0, stdout: '', stderr: expect.stringContaining('html/index.html') },
  });
});

/** The steps of a job that run this command or use its exit code. `npm ci` only installs it. */
const ownSteps = (job: string): readonly WorkflowStep[] =>
  (jobs[job]?.steps ?? []).filter(({ run }) => run !== undefined && run !== 'npm ci');

/** Prepares a folder in which `npx run-scenarios` runs the built command. */
function prepare(folder: Folder): void {
  mkdirSync(join(folder.path, 'node_modules/.bin'), { recursive: true });
  // npm makes an installed command executable.
  chmodSync(join(PACKAGE_ROOT, 'dist/cli.js'), 0o755);
  symlinkSync(join(PACKAGE_ROOT, 'dist/cli.js'), join(folder.path, 'node_modules/.bin/run-scenarios'));
}

/** Runs a step as its job would: in bash, which stops at the first failing command. */
const bash = (
  folder: Folder,
  step: WorkflowStep | undefined,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> =>
  new Promise((resolve) => {
    const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step?.run ?? 'exit 99'];
    const options = {
      cwd: folder.path,
      env: { PATH: process.env.PATH, HOME: folder.path, CI: 'true', ...env },
    };
    const child = execFile('bash', args, options, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });

/** Divides a run as four jobs would. The last two shards are empty. */
function shardsOf(run: RunFile): RunFile[] {
  return Array.from({ length: SHARDS }, (_, at) => ({
    ...run,
    scenarios: run.scenarios.slice(at, at + 1),
    planned: run.scenarios.slice(at, at + 1).length,
    shard: { index: at + 1, of: SHARDS, plan: 'p' },
  }));
}

const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{\{ (.+?) \}\}/g, (_, name) => values[name] ?? `no-${name}`);
