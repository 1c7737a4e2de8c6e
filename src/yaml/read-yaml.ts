import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { type ErrorCode, HarnessError, messageOf } from '../errors.ts';
import { MOST_BYTES } from './decode.ts';
import { YamlFile } from './yaml-file.ts';

/**
 * Reads a YAML file. A file that is too large has only that mistake.
 * @param shown the file name in mistakes
 * @param fix what to do about a file that cannot be read
 * @throws HarnessError with `code` if it cannot be read or is not a file
 */
export function readYaml(file: string, shown: string, code: ErrorCode, fix?: string): YamlFile {
  let content: string | Buffer;
  try {
    const descriptor = openSync(file, 'r');
    try {
      content =
        fstatSync(descriptor).size > MOST_BYTES ? ' '.repeat(MOST_BYTES + 1) : readFileSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const place = { file: shown, line: 1, column: 1 };
    throw new HarnessError(code, `This file cannot be read: ${messageOf(error)}`, {
      place,
      fix,
      cause: error,
    });
  }
  return new YamlFile(shown, content, code);
}
