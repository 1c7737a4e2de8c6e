import { ERROR_KINDS, type ErrorCode } from './errors.ts';

/** What the exit codes mean; docs and `--help` say the same. */
export const EXIT = {
  /** All identical, or done. */
  success: 0,
  different: 1,
  usage: 2,
  deployment: 3,
  harness: 4,
  /** 128 and the number of SIGINT, as shells have it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export function exitCodeOf(code: string): ExitCode {
  const kind = Object.hasOwn(ERROR_KINDS, code) ? ERROR_KINDS[code as ErrorCode] : 'harness';
  return EXIT[kind];
}
