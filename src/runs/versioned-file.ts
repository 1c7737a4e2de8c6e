import { readFileSync } from 'node:fs';
import { type ErrorCode, HarnessError, messageOf } from '../errors.ts';

interface Kind {
  /** Of the error for any other file. */
  readonly code: ErrorCode;
  /** Such as "a run file". */
  readonly what: string;
  /** What to do instead, a sentence. */
  readonly fix: string;
}

/** A JSON file that this version of run-scenarios wrote. @throws HarnessError of the kind's code */
export function readVersioned<File extends { readonly version: 1 }>(
  file: string,
  { code, what, fix }: Kind,
): File {
  let found: { readonly version?: unknown } | null;
  try {
    found = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new HarnessError(code, `${file} cannot be read: ${messageOf(error)}`, { fix, cause: error });
  }
  if (found?.version === 1) return found as File;
  throw new HarnessError(code, `${file} is not ${what} of version 1`, {
    fix: 'Run again with this version of run-scenarios.',
  });
}
