import { mkdirSync, type WriteFileOptions, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { HarnessError, messageOf } from '../errors.ts';

/**
 * Writes a file that the command line names. Makes its folder if it is missing.
 * @throws HarnessError COMMAND_LINE if the file cannot be written
 */
export function writeNamedFile(file: string, content: string, options?: WriteFileOptions): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, options);
  } catch (error) {
    throw new HarnessError('COMMAND_LINE', `Cannot write ${file}: ${messageOf(error, file)}`, {
      fix: 'Name a file in a folder that can be written.',
      cause: error,
    });
  }
}
