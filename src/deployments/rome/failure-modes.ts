/** How a ROME of ours can be made to fall short, and of which constructs. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PYTHON } from '../machine/paths.ts';
import { ENVIRONMENT } from '../processes/processes.ts';

/** Failure mode to its constructs, as `profile:` in run-scenarios.yaml takes them; null: each of them. */
export async function failureModes(): Promise<Readonly<Record<string, readonly string[] | null>>> {
  const { stdout } = await promisify(execFile)(PYTHON, ['-m', 'rome.profile'], { env: ENVIRONMENT });
  return JSON.parse(stdout);
}
