/** Failure modes of ROME constructs. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type DeploymentFiles, parseWritten } from '../file-kinds.ts';
import { PYTHON } from '../machine/paths.ts';
import { ENVIRONMENT } from '../processes/processes.ts';

/** Maps each failure mode, as in `profile:` of run-scenarios.yaml, to its constructs; null means all. */
export async function failureModes(): Promise<DeploymentFiles['failureModes']> {
  const { stdout } = await promisify(execFile)(PYTHON, ['-m', 'rome.profile'], { env: ENVIRONMENT });
  return parseWritten('failureModes', stdout, 'rome.profile');
}
