/** Failure modes of ROME constructs. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type DeploymentFiles, parseWritten } from '../file-kinds.ts';
import { ENVIRONMENT } from '../processes/processes.ts';
import { pythonOfRelease } from '../releases/releases.ts';

/** Maps each failure mode, as in `profile:` of run-scenarios.yaml, to its constructs; null means all. */
export async function failureModes(release: string): Promise<DeploymentFiles['failureModes']> {
  const { stdout } = await promisify(execFile)(pythonOfRelease(release), ['-m', 'rome.profile'], {
    env: ENVIRONMENT,
  });
  return parseWritten('failureModes', stdout, 'rome.profile');
}
