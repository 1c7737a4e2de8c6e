/** How a ROME of ours can be made to fall short, and of which constructs. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type DeploymentFiles, parseWritten } from '../file-kinds.ts';
import { PYTHON } from '../machine/paths.ts';
import { ENVIRONMENT } from '../processes/processes.ts';

/** Failure mode to its constructs, as `profile:` in run-scenarios.yaml takes them; null: each of them. */
export async function failureModes(): Promise<DeploymentFiles['failureModes']> {
  const { stdout } = await promisify(execFile)(PYTHON, ['-m', 'rome.profile'], { env: ENVIRONMENT });
  return parseWritten('failureModes', stdout, 'rome.profile');
}
