import { refusalIn } from '../../analysis/trace/log-refusals.ts';
import { LoggedWords } from '../../analysis/trace/service-words.ts';
import { messageOf } from '../../errors.ts';
import type { Deployment, ServiceWords, TraceEvent } from '../../model.ts';
import { FileTail } from './file-tail.ts';
import { LostEvents } from './lost-events.ts';
import { parseTraceLine } from './trace-line.ts';

/** The path of a discovery copy on a remote deployment. */
const DISCOVERY = /\/discovery(?:\/\w+)?\/api\.py$/;

/** A request's events, and the number of requests that were read before it. */
interface Kept {
  readonly number: number;
  readonly events: TraceEvent[];
}

/**
 * Reads a deployment's trace events from the probe's file, or refusals from the services' logs. Starts at the end of
 * the files: earlier content of a persistent deployment belongs to other runs.
 */
export class Traces {
  readonly #probe: FileTail | undefined;
  /** By request id, in the order in which the requests' first events were read. */
  readonly #events = new Map<string, Kept>();
  #read = 0;
  /** For each scenario that runs: the number of requests that were read before it began. */
  readonly #running = new Set<{ readonly from: number }>();
  readonly #logs: readonly FileTail[];
  readonly #words: LoggedWords;
  readonly #lost = new LostEvents();

  /** @param from the probe's JSONL file and logs; without either, no request has events */
  constructor({ probe, logs, copies }: Pick<Deployment, 'probe' | 'logs' | 'copies'>) {
    this.#probe = probe === undefined ? undefined : new FileTail(probe);
    this.#logs = (logs ?? []).map((file) => new FileTail(file));
    const files = new Set((copies ?? []).map(({ file }) => file));
    this.#words = new LoggedWords((file) => files.has(file) || DISCOVERY.test(file));
  }

  /**
   * Announces a scenario that takes the events of requests that it sends from now on. Call the returned function at its
   * end. Nobody takes the events of poll attempts, cleanup and background work. They are dropped when all scenarios have
   * ended that ran when they were read.
   */
  begin(): () => void {
    const scenario = { from: this.#read };
    this.#running.add(scenario);
    return () => {
      this.#running.delete(scenario);
      const [first] = this.#running;
      for (const [request, { number }] of this.#events) {
        if (first && number >= first.from) break;
        this.#events.delete(request);
      }
    };
  }

  /**
   * Returns the events of a request in the order in which they ended: a call comes after its queries. Empty if no
   * request was sent. A second call for the same request returns none of the probe's.
   */
  take(requestId: string | undefined): TraceEvent[] {
    if (requestId === undefined) return [];
    if (this.#probe === undefined) return this.#refusals(requestId);
    this.#readProbe();
    const { events = [] } = this.#events.get(requestId) ?? {};
    this.#events.delete(requestId);
    return events;
  }

  /** Log and exception of a request from the services' logs. */
  words(requestId: string | undefined): ServiceWords | undefined {
    if (requestId === undefined) return undefined;
    this.#readLogs();
    return this.#words.of(requestId);
  }

  #refusals(requestId: string): TraceEvent[] {
    this.#readLogs();
    return this.#words.exceptions(requestId).flatMap((each) => refusalIn(each, requestId) ?? []);
  }

  #readLogs(): void {
    for (const log of this.#logs) for (const line of log.read()) this.#words.add(line);
  }

  /** Events that the probe could not record, lines that are invalid and rotated files, with counts. */
  lost(): string[] {
    this.#readProbe();
    this.#readLogs();
    const files = [...(this.#probe ? [this.#probe] : []), ...this.#logs];
    return [
      ...this.#lost.summary(),
      ...files.flatMap(({ file, rotations }) =>
        rotations > 0 ? [`${file} was rotated (${rotations}×), its last lines may be missing`] : [],
      ),
    ];
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
    if (known) known.events.push(event);
    else this.#events.set(event.request, { number: this.#read++, events: [event] });
  }
}
