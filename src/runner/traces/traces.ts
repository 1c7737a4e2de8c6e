import { LogTracebacks } from '../../analysis/trace/log-refusals.ts';
import { LoggedWords } from '../../analysis/trace/service-words.ts';
import { messageOf } from '../../errors.ts';
import type { Deployment, ServiceWords, TraceEvent } from '../../model.ts';
import { FileTail } from './file-tail.ts';
import { LostEvents } from './lost-events.ts';
import { parseTraceLine } from './trace-line.ts';

/** A discovery copy, on a deployment that somebody else runs. */
const DISCOVERY = /\/discovery(?:\/\w+)?\/api\.py$/;

/**
 * What a deployment says about its requests from now on: through the probe's file, or else through its services' logs.
 * A kept deployment said much before, and none of it is about requests of this run.
 */
export class Traces {
  readonly #probe: FileTail | undefined;
  readonly #events = new Map<string, TraceEvent[]>();
  readonly #logs: readonly FileTail[];
  readonly #tracebacks: LogTracebacks | undefined;
  readonly #words = new LoggedWords();
  readonly #copies: ReadonlySet<string>;
  readonly #lost = new LostEvents();

  /** @param from The probe's JSONL file, logs; with neither, every request has no events. */
  constructor({ probe, logs, copies }: Pick<Deployment, 'probe' | 'logs' | 'copies'>) {
    this.#probe = probe === undefined ? undefined : new FileTail(probe);
    // With the probe, logs would repeat the same refusals.
    this.#tracebacks = probe === undefined ? new LogTracebacks() : undefined;
    this.#logs = (logs ?? []).map((file) => new FileTail(file));
    this.#copies = new Set((copies ?? []).map(({ file }) => file));
  }

  /**
   * The events of a request, by when they ended: a call comes after what it ran. None for a request that was not sent.
   * Handed out once.
   */
  take(requestId: string | undefined): TraceEvent[] {
    if (requestId === undefined) return [];
    this.#readProbe();
    this.#readLogs();
    const events = this.#events.get(requestId) ?? [];
    this.#events.delete(requestId);
    return [...events, ...(this.#tracebacks?.take(requestId) ?? [])];
  }

  /** What the services logged of a request, and the exception among it. */
  words(requestId: string | undefined): ServiceWords | undefined {
    if (requestId === undefined) return undefined;
    this.#readLogs();
    return this.#words.of(requestId, (file) => this.#copies.has(file) || DISCOVERY.test(file));
  }

  #readLogs(): void {
    for (const log of this.#logs) {
      for (const line of log.read()) {
        this.#words.add(line);
        this.#tracebacks?.add(line);
      }
    }
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
