import { HarnessError } from '../../errors.ts';
import { type Program, start, tail } from './processes.ts';

/** Runs a program to its end. @throws HarnessError BOOT_FAILED with the end of its log if the exit code is not 0 */
export async function runToCompletion(program: Program): Promise<void> {
  const { code, how } = await start(program, false).ended;
  if (code === 0) return;
  throw new HarnessError('BOOT_FAILED', `${program.name} failed (${how}):\n${tail(program.log)}`, {
    fix: 'Run `run-scenarios doctor` to check the packages.',
  });
}
