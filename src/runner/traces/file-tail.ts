import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const CHUNK = 64 * 1024;

/** Reads the complete lines that another process appends to a file, each once. */
export class FileTail {
  readonly #file: string;
  readonly #decoder = new StringDecoder('utf8');
  #offset: number;
  #rest = '';

  constructor(file: string) {
    this.#file = file;
    this.#offset = endOfLines(file);
  }

  /** Lines completed since the last call. */
  read(): string[] {
    const descriptor = openSync(this.#file, 'r');
    try {
      const size = fstatSync(descriptor).size;
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
