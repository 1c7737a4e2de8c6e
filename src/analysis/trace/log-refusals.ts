import type { Frame, TraceEvent } from '../../model.ts';

type Refusal = Extract<TraceEvent, { readonly kind: 'refusal' }>;

/** A log line as oslo.log writes it, with any prefix of a journal. */
const LINE = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ (\d+) (?:ERROR|CRITICAL) (\S+) (.*)$/;
const REQUEST = /^\[(?:\S+ )?(req-[0-9a-f-]{36})\b[^\]]*\] /;
const FRAME = /^ +File "([^"]+)", line (\d+), in (\S+)$/;
const DB_API = /\/(?:discovery(?:\/\w+)?|db\/sqlalchemy|db\/main)\/api\.py$/;

/** Collects the tracebacks of a log by request id. Lines may arrive in chunks of any size. */
export class LogTracebacks {
  readonly #byRequest = new Map<string, string[][]>();
  /** The traceback that a process is currently writing. */
  readonly #open = new Map<string, string[]>();

  add(line: string): void {
    const [, pid, logger, said] = LINE.exec(line) ?? [];
    if (said === undefined) return;
    const writer = `${pid} ${logger}`;
    const request = REQUEST.exec(said)?.[1];
    if (!request) {
      this.#open.get(writer)?.push(said);
      return;
    }
    const block: string[] = [];
    this.#open.set(writer, block);
    this.#byRequest.set(request, [...(this.#byRequest.get(request) ?? []), block]);
  }

  /** Refused queries in a request's tracebacks. A second call for the same request returns nothing. */
  take(request: string): Refusal[] {
    const blocks = this.#byRequest.get(request) ?? [];
    this.#byRequest.delete(request);
    return blocks.flatMap((lines) => refusalOf(lines, request) ?? []);
  }
}

function refusalOf(lines: readonly string[], request: string): Refusal | undefined {
  const last = lines.findLast((line) => /^[\w.]+(?:Error|Query|Exception): /.test(line)) ?? '';
  const construct = constructOf(last);
  const frames = lines.flatMap((line): Frame[] => {
    const [, file, number, name] = FRAME.exec(line) ?? [];
    return file && name ? [{ file, line: Number(number), function: name }] : [];
  });
  const inApi = frames.filter(({ file }) => DB_API.test(file));
  const at = inApi.at(-1);
  const outermost = inApi.find(({ function: name }) => !/^(?:wrapp|inner|call)/.test(name));
  if (!construct || !at || !outermost) return undefined;
  return {
    kind: 'refusal',
    request,
    time: 0,
    db_api: outermost.function,
    at,
    construct,
    detail: last.replace(/^[\w.]+: /, ''),
    traceback: frames.map(({ file, line, function: name }) => `${file}:${line} in ${name}`),
  };
}

/** The missing construct that an exception names. */
function constructOf(exception: string): string | undefined {
  const named = /\bROME has no ([\w.]+)/.exec(exception)?.[1];
  if (named) return named.replace(/\.$/, '');
  const attribute = /'\w*Query' object has no attribute '(\w+)'/.exec(exception)?.[1];
  if (attribute) return `Query.${attribute}`;
  return /^NotImplementedError: (?:.*?\b)?((?:Query|op|func|join|loader)\.\w+)/.exec(exception)?.[1];
}
