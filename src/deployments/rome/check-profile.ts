import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { HarnessError } from '../../errors.ts';
import { ENVIRONMENT } from '../processes/processes.ts';
import { pythonOf } from '../releases/checkouts.ts';
import type { ManagedSpec } from '../run-folder/managed-spec.ts';

/** Exit code of rome.profile for an invalid profile. Any other means that Python or ROME itself failed. */
const WRONG = 2;

/** @throws HarnessError CONFIG_INVALID for a construct or failure mode that ROME does not know */
export async function checkProfile(spec: ManagedSpec): Promise<void> {
  const { name, profile } = spec;
  if (!profile) return;
  const args = ['-m', 'rome.profile', '--check', JSON.stringify(profile)];
  const { code, stdout } = await promisify(execFile)(pythonOf(spec), args, {
    env: ENVIRONMENT,
  }).then(
    (ended) => ({ ...ended, code: 0 }),
    (error: { code?: unknown; stdout?: string }) => ({ code: error.code, stdout: error.stdout ?? '' }),
  );
  if (code === WRONG)
    throw new HarnessError('CONFIG_INVALID', `The target "${name}": ${stdout.trim()}`, {
      fix: 'docs/rome.md lists the constructs and their failure modes.',
    });
}
