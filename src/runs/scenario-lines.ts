/**
 * Results of scenarios as lines of JSON on disk. So a run needs little memory for what the deployments answered, and
 * every version of the run file can repeat them.
 */
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { PackedJson, type Response, type ScenarioResult, SIDES, type Side } from '../model.ts';

interface Place {
  readonly start: number;
  readonly length: number;
}

/** Closes the files of lines that nothing can read any more. */
const files = new FinalizationRegistry<number>(closeSync);

export class ScenarioLines {
  /** A file without a name, so that it ends with this program. */
  readonly #file: number;
  readonly #places = new Map<string, Place>();
  #end = 0;
  /** The scenario whose answers were read last. */
  #last: { readonly id: string; readonly result: WeakRef<ScenarioResult> } | undefined;

  /** @param path of a file that does not exist */
  constructor(path: string) {
    this.#file = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    files.register(this, this.#file);
  }

  /** Adds or replaces a result. Returns it with answers whose headers and bodies are read from its line when needed. */
  set(result: ScenarioResult): ScenarioResult {
    const line = Buffer.from(JSON.stringify(result));
    for (let written = 0; written < line.length; )
      written += writeSync(this.#file, line, written, line.length - written, this.#end + written);
    this.#places.set(result.id, { start: this.#end, length: line.length });
    this.#end += line.length;
    this.#last = undefined;
    const steps = result.steps.map((step, index) => {
      const exchanges = SIDES.flatMap((side) => {
        const exchange = step.exchanges[side];
        if (!exchange) return [];
        const read = new StoredResponse(this, result.id, index, side, exchange.response.status);
        return [[side, { ...exchange, response: read }]];
      });
      return { ...step, exchanges: Object.fromEntries(exchanges) };
    });
    return { ...result, steps };
  }

  /** A scenario's line, in UTF-8. */
  line(id: string): Buffer {
    const { start, length } = this.#places.get(id) as Place;
    const line = Buffer.allocUnsafe(length);
    for (let read = 0; read < length; ) {
      const size = readSync(this.#file, line, read, length - read, start + read);
      if (size === 0) throw new Error(`the result of ${id} is incomplete`);
      read += size;
    }
    return line;
  }

  /** A stored answer. */
  response(id: string, step: number, side: Side): Response {
    let result = this.#last?.id === id ? this.#last.result.deref() : undefined;
    if (!result) {
      result = JSON.parse(this.line(id).toString()) as ScenarioResult;
      this.#last = { id, result: new WeakRef(result) };
    }
    const response = result.steps[step]?.exchanges[side]?.response as Response;
    return { ...response, body: PackedJson.revived(response.body) };
  }
}

/** An answer in memory of which only the status is. */
class StoredResponse implements Response {
  readonly status: number;
  readonly #lines: ScenarioLines;
  readonly #id: string;
  readonly #step: number;
  readonly #side: Side;

  constructor(lines: ScenarioLines, id: string, step: number, side: Side, status: number) {
    this.#lines = lines;
    this.#id = id;
    this.#step = step;
    this.#side = side;
    this.status = status;
  }

  get headers(): Response['headers'] {
    return this.toJSON().headers;
  }

  get body(): Response['body'] {
    return this.toJSON().body;
  }

  toJSON(): Response {
    return this.#lines.response(this.#id, this.#step, this.#side);
  }
}
