import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const CHUNK = 64 * 1024;

/** Reads the complete lines that another process appends to a file, each once. */
export class FileTail {
  readonly file: string;
  #decoder = new StringDecoder('utf8');
  #offset: number;
  /** Undefined while there is no file. */
  #inode: number | undefined;
  #rest = '';
  #rotations = 0;

  constructor(file: string) {
    this.file = file;
    this.#offset = endOfLines(file);
    this.#inode = statSync(file).ino;
  }

  /** How often the file was truncated, replaced or removed. What was written just before may not have been read. */
  get rotations(): number {
    return this.#rotations;
  }

  /** Lines completed since the last call. */
  read(): string[] {
    const descriptor = openIfThere(this.file);
    if (descriptor === undefined) {
      // The next file of a rotation may not be there yet.
      if (this.#inode !== undefined) this.#restart();
      return [];
    }
    try {
      const { size, ino } = fstatSync(descriptor);
      this.#inode ??= ino;
      if (size < this.#offset || ino !== this.#inode) this.#restart(ino);
      if (size <= this.#offset) return [];
      const buffer = Buffer.alloc(size - this.#offset);
      this.#offset += readSync(descriptor, buffer, 0, buffer.length, this.#offset);
      const lines = (this.#rest + this.#decoder.write(buffer)).split('\n');
      // The last line may still be incomplete.
      this.#rest = lines.pop() ?? '';
      return lines;
    } finally {
      closeSync(descriptor);
    }
  }

  #restart(inode?: number): void {
    this.#inode = inode;
    this.#offset = 0;
    this.#decoder = new StringDecoder('utf8');
    this.#rest = '';
    this.#rotations++;
  }
}

function openIfThere(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Offset after the last complete line. A partial line is read next time. */
function endOfLines(file: string): number {
  const descriptor = openSync(file, 'r');
  try {
    const chunk = Buffer.alloc(CHUNK);
    for (let end = fstatSync(descriptor).size; end > 0; ) {
      const start = Math.max(0, end - CHUNK);
      const size = readSync(descriptor, chunk, 0, end - start, start);
      const found = chunk.subarray(0, size).lastIndexOf('\n');
      if (found >= 0) return start + found + 1;
      end = start;
    }
    return 0;
  } finally {
    closeSync(descriptor);
  }
}
