import type { Failure, Place } from './model.ts';

/**
 * All error codes with their kind. The kind alone decides the exit code: `usage` (command line, scenario, config) 2,
 * `deployment` (unreachable or not bootable) 3, `different` (differences, or stopped early on request) 1, `harness` 4,
 * `interrupted` 130.
 */
export const ERROR_KINDS = {
  COMMAND_LINE: 'usage',
  CONFIG_INVALID: 'usage',
  TARGET_UNKNOWN: 'usage',
  SCENARIO_SYNTAX: 'usage',
  SCENARIO_INVALID: 'usage',
  SCENARIO_FILE_OUTSIDE: 'usage',
  ENDPOINT_UNKNOWN: 'usage',
  VARIABLE_UNKNOWN: 'usage',
  ALIAS_BOMB: 'usage',
  NOTHING_SELECTED: 'usage',
  RUN_FILE_INVALID: 'usage',
  GAPS_FILE_INVALID: 'usage',
  SHARDS_INVALID: 'usage',
  AUTH_REFUSED: 'deployment',
  CONNECTION_FAILED: 'deployment',
  TLS_FAILED: 'deployment',
  SERVICE_FAILED: 'deployment',
  CATALOG_INCOMPLETE: 'deployment',
  PACKAGE_MISSING: 'deployment',
  PLATFORM_UNSUPPORTED: 'deployment',
  BOOT_FAILED: 'deployment',
  DEPLOYMENT_DIED: 'deployment',
  COPY_FAILED: 'deployment',
  TOO_MANY_FAILURES: 'different',
  INTERRUPTED: 'interrupted',
  MACHINE_EXHAUSTED: 'harness',
  DISK_FULL: 'harness',
  OUTPUT_FAILED: 'harness',
  REPORT_FAILED: 'harness',
  INTERNAL: 'harness',
} as const;

export type ErrorCode = keyof typeof ERROR_KINDS;
export type ErrorKind = (typeof ERROR_KINDS)[ErrorCode];

interface ErrorDetails {
  readonly fix?: string;
  readonly place?: Place;
  readonly frame?: string;
  readonly cause?: unknown;
}

/** An error that a person can fix: a stable code, a place, what is wrong and how to fix it. */
export class HarnessError extends Error {
  override readonly name = 'HarnessError';
  readonly code: ErrorCode;
  readonly failure: Failure;

  constructor(code: ErrorCode, message: string, { cause, ...details }: ErrorDetails = {}) {
    super(message, { cause });
    this.code = code;
    this.failure = { code, message, ...details };
  }

  get kind(): ErrorKind {
    return ERROR_KINDS[this.code];
  }
}

/** Returns a MACHINE_EXHAUSTED error if a file operation or a spawn failed because too many files are open. */
export function tooManyOpen(error: unknown): HarnessError | undefined {
  if (!/^E[MN]FILE$/.test((error as NodeJS.ErrnoException | undefined)?.code ?? '')) return undefined;
  return new HarnessError('MACHINE_EXHAUSTED', `This process cannot open another file: ${messageOf(error)}`, {
    fix: 'Raise its limit: `ulimit -n 1024`.',
    cause: error,
  });
}

/** Several mistakes, reported together. */
export class HarnessErrors extends HarnessError {
  readonly failures: readonly Failure[];

  constructor(code: ErrorCode, failures: readonly Failure[]) {
    super(code, `${failures.length} mistake${failures.length === 1 ? '' : 's'}`);
    this.failures = failures;
  }
}

/** Node's message of a failed file operation: `ENOENT: no such file or directory, open 'a.yaml'`. */
const FILE_ERROR = /^E[A-Z]+: (?<reason>.*), [a-z]+(?: '(?<path>.*)')?$/s;

/**
 * The message of a thrown value. That of a failed file operation has neither error number nor system call.
 * @param named a path that the sentence names already, and that is therefore left out
 */
export function messageOf(thrown: unknown, named?: string): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const { reason, path } = FILE_ERROR.exec(message)?.groups ?? {};
  if (!reason) return message;
  return path && path !== named ? `${reason}: ${path}` : reason;
}
