import { stripVTControlCharacters } from 'node:util';
import type { LoggedException, LoggedFrame, ServiceWords, Step } from '../../model.ts';
import { dependsOnTiming } from './blame/effects.ts';
import type { Located } from './blame/located.ts';

/** A log line as oslo.log writes it, with any prefix of a journal. */
const LINE = /(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+) (\d+) ([A-Z]+) (\S+) (.*)$/;
/** Request ids of a line: the client's and the service's own, in either order. */
const CONTEXT = /^\[((?:\S+ )?req-[0-9a-f-]{36})\b[^\]]*\] /;
const REQUEST = /req-[0-9a-f-]{36}/g;
const FRAME = /^\s*File "([^"]+)", line (\d+), in (\S+)$/;
const RAISED =
  /^(?:\w+\.)*([A-Za-z_]\w*(?:Error|Exception|Interrupt|Exit|Warning|NotFound|Found|Duplicate|Conflict|\w+))(?:: (.*))?$/;
const BEGINS = 'Traceback (most recent call last):';

const isBegin = (line: string): boolean => line.trim() === BEGINS;

const MOST_REQUESTS = 2000;
const MOST_LINES = 400;
const SHOWN_LINES = 60;
const LONGEST_LINE = 400;
const MOST_FRAMES = 30;

/** Collects a deployment's log by request id, in bounded memory. Lines may arrive in chunks of any size. */
export class LoggedWords {
  readonly #byRequest = new Map<string, string[]>();
  /** Older requests with a traceback. On a cloud with other users, they are few among many. */
  readonly #failed = new Map<string, string[]>();
  /** The lists that a process's current log entry went to, for continuation lines. */
  readonly #open = new Map<string, readonly string[][]>();
  #last: readonly string[][] = [];
  readonly #isCopy: (file: string) => boolean;

  constructor(isCopy: (file: string) => boolean) {
    this.#isCopy = isCopy;
  }

  add(raw: string): void {
    const line = stripVTControlCharacters(raw);
    const [, time, pid, level, logger, said] = LINE.exec(line) ?? [];
    if (said === undefined) {
      if (line.trim() !== '') this.#append(this.#last, line);
      return;
    }
    const writer = `${pid} ${logger} ${level}`;
    const context = CONTEXT.exec(said);
    if (!context) {
      this.#last = said.startsWith('[-] ') ? [] : (this.#open.get(writer) ?? []);
      this.#append(this.#last, said);
      return;
    }
    const targets = (context[1]?.match(REQUEST) ?? []).map((id) => this.#of(id));
    this.#open.set(writer, targets);
    this.#last = targets;
    this.#append(targets, `${time} ${level} ${logger} ${said.slice(context[0].length)}`);
  }

  /**
   * Log and exception of a request; undefined if nothing was logged. The exception is the last one with a traceback through
   * the copy, else the last with any: a service may log another one for its answer.
   */
  of(request: string): ServiceWords | undefined {
    const lines = this.#linesOf(request);
    if (!lines) return undefined;
    const found = this.exceptions(request);
    const inCopy = found.findLast(({ frames }) => frames.some((frame) => frame.inCopy));
    return { log: cut(lines), exception: inCopy ?? found.at(-1) };
  }

  /** All exceptions that were logged with a traceback for a request. */
  exceptions(request: string): readonly LoggedException[] {
    const lines = this.#linesOf(request) ?? [];
    return lines.flatMap((line, at) => (isBegin(line) ? (exceptionAt(lines, at, this.#isCopy) ?? []) : []));
  }

  #linesOf(id: string): string[] | undefined {
    return this.#byRequest.get(id) ?? this.#failed.get(id);
  }

  #of(id: string): string[] {
    const known = this.#linesOf(id);
    if (known) return known;
    const lines: string[] = [];
    this.#byRequest.set(id, lines);
    const [oldest, old = []] = removeOldest(this.#byRequest) ?? [];
    if (oldest !== undefined && old.some(isBegin)) {
      this.#failed.set(oldest, old);
      removeOldest(this.#failed);
    }
    return lines;
  }

  #append(targets: readonly string[][], line: string): void {
    for (const lines of targets) {
      // The end of a long log has the exception.
      if (lines.length === MOST_LINES) lines.splice(MOST_LINES / 2, 1);
      lines.push(line.slice(0, LONGEST_LINE));
    }
  }
}

/** Removes the oldest request if there are too many, and returns it. */
function removeOldest(requests: Map<string, string[]>): readonly [string, string[]] | undefined {
  const [oldest] = requests;
  if (requests.size <= MOST_REQUESTS || !oldest) return undefined;
  requests.delete(oldest[0]);
  return oldest;
}

function cut(lines: readonly string[]): readonly string[] {
  if (lines.length <= SHOWN_LINES) return lines;
  const half = SHOWN_LINES / 2;
  return [...lines.slice(0, half), `… ${lines.length - SHOWN_LINES} lines more …`, ...lines.slice(-half)];
}

/** The exception whose traceback begins at a line. */
function exceptionAt(
  lines: readonly string[],
  begin: number,
  isCopy: (file: string) => boolean,
): LoggedException | undefined {
  const frames: LoggedFrame[] = [];
  const after = lines.slice(begin + 1);
  for (const [index, line] of after.entries()) {
    if (isBegin(line)) return undefined;
    const [, file, number, name] = FRAME.exec(line) ?? [];
    if (file !== undefined && name !== undefined) {
      const next = after[index + 1];
      const code = next?.startsWith('    ') && !FRAME.test(next) ? next.trim() : undefined;
      frames.push({
        file,
        line: Number(number),
        function: name,
        code,
        ...(isCopy(file) ? { inCopy: true } : {}),
      });
      continue;
    }
    const raised = /^\s/.test(line) ? undefined : RAISED.exec(line);
    if (raised)
      return { type: raised[1] ?? '', message: raised[2] ?? '', frames: frames.slice(-MOST_FRAMES) };
  }
  return undefined;
}

/**
 * Whether an exception is better evidence than a located fault. It is for requests at once, whose queries interleave
 * differently on each side, and for a query of a poll, which ended at different times on each side. An edit of the copy is
 * as good if it is in a function of the exception, or if the copy raised the exception itself.
 */
export function isOutweighed(
  found: Located | undefined,
  exception: LoggedException | undefined,
  { atOnce, poll }: Partial<Pick<Step, 'atOnce' | 'poll'>>,
): boolean {
  if (!atOnce && !(poll && found && dependsOnTiming(found))) return false;
  const { frames = [] } = exception ?? {};
  const inCopy = frames.filter((frame) => frame.inCopy);
  const isOfEdit =
    frames.at(-1)?.inCopy === true || inCopy.some((frame) => frame.function === found?.edit?.within);
  return inCopy.length > 0 && !(found?.edit && isOfEdit);
}

/** Names of the copy's functions through which an exception went. */
export const functionsInCopy = (exception: LoggedException | undefined): readonly string[] =>
  (exception?.frames ?? []).flatMap((frame) => (frame.inCopy ? [frame.function] : []));
