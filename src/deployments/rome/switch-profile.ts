/** Switches a running ROME deployment to another profile and its initial state, without a boot. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessError } from '../../errors.ts';
import type { Deployment } from '../../model.ts';
import { sleep } from '../../openstack/sleep.ts';
import { urlOf } from '../databases/rome-store.ts';
import type { DeploymentRecord } from '../file-kinds.ts';
import { digest } from '../machine/hashing.ts';
import { pythonOf } from '../releases/checkouts.ts';
import { restoreFirstState, saveFirstState } from '../run-folder/first-state.ts';
import { INSIDE } from '../run-folder/inside.ts';
import { readRecord } from '../run-folder/record.ts';
import { templateKeys } from '../template/template.ts';
import { readSurvey, survey } from './survey.ts';

/** Processes that reload their profile on SIGHUP. */
const TAKERS = ['Glance', 'Nova'];
const TAKEN_MS = 10_000;
const POLL_MS = 10;

/**
 * @param deployment managed, on ROME, with a profile (possibly empty), the probe and a saved initial state
 * @returns the deployment with its new survey
 * @throws HarnessError BOOT_FAILED if a service does not load the profile
 */
export async function switchProfile(
  deployment: Deployment,
  profile: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Deployment> {
  const { folder, record } = running(deployment);
  const redis = join(folder, INSIDE.redis);
  const file = join(folder, INSIDE.profile);
  const takers = record.processes.filter(({ name }) => TAKERS.includes(name));
  const answers = takers.map(({ name }) => `${file}.${name.toLowerCase()}`);
  for (const answer of answers) await rm(answer, { force: true });
  await writeFile(file, JSON.stringify(profile), { mode: 0o600 });
  await restoreFirstState(folder, record);
  for (const { pid } of takers) process.kill(pid, 'SIGHUP');
  await Promise.all(answers.map((answer) => taken(answer, deployment.name, signal)));
  const key = digest([(await templateKeys(record.spec)).rome, profile]);
  await survey(
    { url: urlOf(redis), profile: file, key, python: pythonOf(record.spec), signal },
    join(folder, INSIDE.survey),
  );
  const surveyed = await readSurvey(join(folder, INSIDE.survey));
  return { ...deployment, ...(surveyed ? { survey: surveyed } : {}) };
}

async function taken(file: string, name: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + TAKEN_MS;
  while ((await readFile(file, 'utf8').catch(() => '')) === '') {
    if (Date.now() > deadline) {
      throw new HarnessError('BOOT_FAILED', `A service of ${name} does not switch to another profile`, {
        fix: 'Its log says why: a profile with an unknown construct is refused.',
      });
    }
    await sleep(POLL_MS, signal);
  }
}

/** Saves the state of a running deployment, which `backToFirstState` and `switchProfile` restore. */
export async function noteFirstState(deployment: Deployment): Promise<void> {
  const { folder, record } = running(deployment);
  await saveFirstState(folder, record.spec);
}

export async function backToFirstState(deployment: Deployment): Promise<void> {
  const { folder, record } = running(deployment);
  await restoreFirstState(folder, record);
}

function running({ name, folders }: Deployment): {
  readonly folder: string;
  readonly record: DeploymentRecord;
} {
  const folder = folders[0] as string;
  const record = readRecord(folder);
  if (record) return { folder, record };
  throw new HarnessError('DEPLOYMENT_DIED', `${name} is no longer running`, { fix: 'Run again.' });
}
