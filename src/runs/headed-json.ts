/**
 * JSON files that are identified by their first line, so that a folder of large files can be searched without parsing
 * them.
 */
import { closeSync, constants, fstatSync, openSync, readSync, renameSync, writeFileSync } from 'node:fs';

type Members = object;

const CHUNK = 16 * 1024;
/** Maximum bytes of a first line. A file with a longer one has no head. */
const LONGEST = 1024 * 1024;

/** The text of one JSON object: the members of `head`, a line break, the members of `rest`. Neither may be empty. */
export const headed = (head: Members, rest: Members): string =>
  `${JSON.stringify(head).slice(0, -1)},\n${JSON.stringify(rest).slice(1)}`;

/**
 * Replaces a file atomically, readable only by its owner. A reader sees the old or the new text.
 * @param parts written one after the other, so that a large text is never in memory as a whole
 */
export function replaceFile(file: string, parts: Iterable<string | Uint8Array>): void {
  const descriptor = openSync(`${file}.next`, 'w', 0o600);
  try {
    for (const part of parts) writeFileSync(descriptor, part);
  } finally {
    closeSync(descriptor);
  }
  renameSync(`${file}.next`, file);
}

/** The members of the first line; undefined for a file without such a line or an unreadable one. */
export function readHead(file: string): unknown {
  const line = readUntil(file, '\n', LONGEST);
  return line?.trimEnd().endsWith(',') ? parsed(`${line.trimEnd().slice(0, -1)}}`) : undefined;
}

/** The members before one that starts its own line; undefined as for `readHead`. */
export function readMembersBefore(file: string, member: string): unknown {
  const text = readUntil(file, `\n${JSON.stringify(member)}:`, Number.POSITIVE_INFINITY);
  return text?.trimEnd().endsWith(',') ? parsed(`${text.trimEnd().slice(0, -1)}}`) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The text before `end`. Reads at most one chunk beyond it. */
function readUntil(file: string, end: string, most: number): string | undefined {
  let descriptor: number;
  try {
    // Reading a pipe without a writer would block.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  try {
    if (!fstatSync(descriptor).isFile()) return undefined;
    const chunk = Buffer.alloc(CHUNK);
    const marker = Buffer.from(end);
    let read = Buffer.alloc(0);
    while (read.length < most) {
      const size = readSync(descriptor, chunk);
      if (size === 0) return undefined;
      const from = Math.max(0, read.length - marker.length);
      read = Buffer.concat([read, chunk.subarray(0, size)]);
      const found = read.indexOf(marker, from);
      if (found >= 0) return read.toString('utf8', 0, found);
    }
    return undefined;
  } catch {
    return undefined;
  } finally {
    closeSync(descriptor);
  }
}
