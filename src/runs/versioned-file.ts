import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import schema from '../../schemas/run-files.schema.json' with { type: 'json' };
import { Contracts, mistakeOf, parseJson } from '../contracts/contracts.ts';
import { type ErrorCode, HarnessError, messageOf } from '../errors.ts';
import type { FileKinds } from './file-kinds.ts';

interface Kind<Name extends keyof FileKinds> {
  /** A kind of file in schemas/run-files.schema.json. */
  readonly name: Name;
  /** Error code for invalid files. */
  readonly code: ErrorCode;
  /** Description, such as "a run file". */
  readonly what: string;
  /** The fix, as a sentence. */
  readonly fix: string;
}

const RUN_FILES = new Contracts<FileKinds>(schema, 'FileKinds');

/** Maximum bytes of a file that a run writes. */
const LARGEST = 400 * 1024 * 1024;

/** Maximum nesting, because other code recurses over the data. */
const DEEPEST = 2000;

/** The same without what a scenario's result is, which takes most of the time to compile. */
const RUN_HEADS = new Contracts<FileKinds>(
  { definitions: { ...schema.definitions, ScenarioResult: {} } },
  'FileKinds',
);

/** Whether an object has all members of a run file but its scenarios. */
export const isRunWithoutScenarios = (members: object): boolean =>
  RUN_HEADS.validator('run')({ ...members, scenarios: [] });

/** Reads a JSON file that this version of run-scenarios wrote. @throws HarnessError with the kind's code */
export function readVersioned<Name extends keyof FileKinds>(
  file: string,
  { name, code, what, fix }: Kind<Name>,
): FileKinds[Name] {
  const refuse = (reason: string, cause?: unknown, better = fix) =>
    new HarnessError(code, `${file} ${reason}`, { fix: better, place: { file, line: 1, column: 1 }, cause });
  let found: { readonly version?: unknown } | null;
  try {
    const text = readBounded(file);
    if (isDeeper(text)) throw new Error(`it is nested more than ${DEEPEST} deep`);
    found = parseJson(text) as typeof found;
  } catch (error) {
    throw refuse(`cannot be read: ${messageOf(error, file)}`, error);
  }
  if (found?.version !== 1)
    throw refuse(`is not ${what} of version 1`, undefined, 'Run again with this version of run-scenarios.');
  const validate = RUN_FILES.validator(name);
  if (validate(found)) return found;
  throw refuse(`is not ${what}: ${mistakeOf(validate.errors ?? [])}`);
}

/** @throws Error if it is not a file or too large */
function readBounded(file: string): string {
  // Reading a pipe without a writer would block.
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new Error('it is not a file');
    if (stat.size > LARGEST) throw new Error('it is larger than 400 MiB');
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = [0x5b, 0x7b];
const CLOSING = [0x5d, 0x7d];

function isDeeper(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const mark = text.charCodeAt(at);
    if (quoted && mark === BACKSLASH) at++;
    else if (mark === QUOTE) quoted = !quoted;
    else if (quoted) continue;
    else if (OPENING.includes(mark) && ++depth > DEEPEST) return true;
    else if (CLOSING.includes(mark)) depth--;
  }
  return false;
}
