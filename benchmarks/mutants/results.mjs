/** The rows of a benchmark in a file, one JSON object per line, so that a stopped benchmark resumes. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** @param file undefined to keep no rows */
export const rowsIn = (file) =>
  file && existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];

export function append(file, row) {
  if (file) appendFileSync(file, `${JSON.stringify(row)}\n`);
}
