import { LogTracebacks } from '../../analysis/trace/log-refusals.ts';
import { messageOf } from '../../errors.ts';
import type { Deployment, TraceEvent } from '../../model.ts';
import { FileTail } from './file-tail.ts';
import { LostEvents } from './lost-events.ts';
import { parseTraceLine } from './trace-line.ts';

/** What a deployment tells of its requests: through the probe's file, or else through its services' logs. */
export class Traces {
  readonly #probe: FileTail | undefined;
  readonly #events = new Map<string, TraceEvent[]>();
  readonly #logs: readonly FileTail[];
  readonly #tracebacks = new LogTracebacks();
  readonly #lost = new LostEvents();

  /** @param from The probe's JSONL file, logs; with neither, every request has no events. */
  constructor({ probe, logs }: Pick<Deployment, 'probe' | 'logs'>) {
    this.#probe = probe === undefined ? undefined : new FileTail(probe, 'start');
    // With the probe, logs would tell the same refusals again.
    this.#logs = probe === undefined ? (logs ?? []).map((file) => new FileTail(file, 'end')) : [];
  }

  /** The events of a request, by when they began; none for a request that was not sent. Handed out once. */
  take(requestId: string | undefined): TraceEvent[] {
    if (requestId === undefined) return [];
    this.#readProbe();
    for (const log of this.#logs) for (const line of log.read()) this.#tracebacks.add(line);
    const events = this.#events.get(requestId) ?? [];
    this.#events.delete(requestId);
    // A call is written when it ends, after what it ran.
    return [...events.sort((a, b) => a.time - b.time), ...this.#tracebacks.take(requestId)];
  }

  /** What the probe could not note, and lines that are no event, with how often. Reads what came since. */
  lost(): string[] {
    this.#readProbe();
    return this.#lost.summary();
  }

  #readProbe(): void {
    for (const line of this.#probe?.read() ?? []) this.#add(line);
  }

  #add(line: string): void {
    try {
      const event = parseTraceLine(line);
      if (event.kind === 'probe-error') this.#lost.add(`${event.where} failed: ${event.error}`);
      else if (event.request) this.#keep(event as TraceEvent);
    } catch (error) {
      this.#lost.add(`unreadable line: ${messageOf(error)}`);
    }
  }

  #keep(event: TraceEvent): void {
    const known = this.#events.get(event.request);
    if (known) known.push(event);
    else this.#events.set(event.request, [event]);
  }
}
