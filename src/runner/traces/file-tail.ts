import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/** Hands out the whole lines of a file that another process appends to, each once. */
export class FileTail {
  readonly #file: string;
  readonly #decoder = new StringDecoder('utf8');
  #offset: number;
  #rest = '';

  /** @param from Where to begin: at the first line, or behind what is there already. */
  constructor(file: string, from: 'start' | 'end') {
    this.#file = file;
    this.#offset = from === 'end' ? statSync(file).size : 0;
  }

  /** The lines that were finished since the last call. */
  read(): string[] {
    const descriptor = openSync(this.#file, 'r');
    try {
      const size = fstatSync(descriptor).size;
      if (size <= this.#offset) return [];
      const buffer = Buffer.alloc(size - this.#offset);
      this.#offset += readSync(descriptor, buffer, 0, buffer.length, this.#offset);
      const lines = (this.#rest + this.#decoder.write(buffer)).split('\n');
      // The last line may still be on its way.
      this.#rest = lines.pop() ?? '';
      return lines;
    } finally {
      closeSync(descriptor);
    }
  }
}
