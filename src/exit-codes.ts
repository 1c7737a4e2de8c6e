import { ERROR_KINDS, type ErrorCode } from './errors.ts';

/** Meanings of the exit codes, as in the docs and `--help`. */
export const EXIT = {
  /** All identical, or the command succeeded. */
  success: 0,
  different: 1,
  usage: 2,
  deployment: 3,
  harness: 4,
  /** 128 plus the number of SIGINT, as in shells. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export function exitCodeOf(code: string): ExitCode {
  const kind = Object.hasOwn(ERROR_KINDS, code) ? ERROR_KINDS[code as ErrorCode] : 'harness';
  return EXIT[kind];
}
