import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { messageOf } from '../../errors.ts';
import type { TraceEvent } from '../../model.ts';

/** Reads the probe's file as it grows; each request's events are handed out once. */
export class Traces {
  readonly #file: string | undefined;
  #offset = 0;
  #rest = '';
  readonly #decoder = new StringDecoder('utf8');
  readonly #events = new Map<string, TraceEvent[]>();
  /** What the probe itself could not do, and lines that could not be read. */
  readonly problems: string[] = [];

  /** @param file The probe's JSONL file; without one, every request has no events. */
  constructor(file: string | undefined) {
    this.#file = file;
  }

  /** The events of a request, by when they began; none for a request that was not sent. */
  take(requestId: string | undefined): TraceEvent[] {
    if (requestId === undefined) return [];
    this.#read();
    const events = this.#events.get(requestId) ?? [];
    this.#events.delete(requestId);
    // A call is written when it ends, after what it ran.
    return events.sort((a, b) => a.time - b.time);
  }

  #read(): void {
    if (!this.#file) return;
    const descriptor = openSync(this.#file, 'r');
    try {
      const size = fstatSync(descriptor).size;
      if (size <= this.#offset) return;
      const buffer = Buffer.alloc(size - this.#offset);
      this.#offset += readSync(descriptor, buffer, 0, buffer.length, this.#offset);
      const lines = (this.#rest + this.#decoder.write(buffer)).split('\n');
      // The last line may still be on its way.
      this.#rest = lines.pop() ?? '';
      for (const line of lines) this.#add(line);
    } finally {
      closeSync(descriptor);
    }
  }

  #add(line: string): void {
    try {
      const event = JSON.parse(line) as TraceEvent;
      if (event.kind === 'probe-error') this.problems.push(event.detail);
      if (!event.request) return;
      const known = this.#events.get(event.request);
      if (known) known.push(event);
      else this.#events.set(event.request, [event]);
    } catch (error) {
      this.problems.push(`unreadable line: ${messageOf(error)}`);
    }
  }
}
