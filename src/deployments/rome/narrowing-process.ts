/** The Python process that repeats statements on SQLite and ROME: `python3 -m narrow`. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Cell, Narrowed } from '../../model.ts';
import { parseWritten } from '../file-kinds.ts';
import { ENVIRONMENT } from '../processes/processes.ts';

/** A line that python/narrow prints. */
export type NarrowingAnswer = { readonly id: string } & (
  | ({ readonly outcome: 'narrowed' } & Narrowed)
  | { readonly outcome: 'same' | 'copied' }
  | { readonly outcome: 'unable'; readonly why: string }
);

/** A line that it reads. Paths are absolute. */
export type NarrowingRequest =
  | { readonly copy: readonly { readonly from: string; readonly to: string }[] }
  | {
      readonly seconds: number;
      readonly asked: number;
      /** Folder with the forms of statements, which the baseline's probe wrote. */
      readonly forms: string;
      readonly given: Readonly<Record<string, Cell>>;
      /** Databases that may have the statement's tables: models, SQLite file and URL of ROME's store. */
      readonly databases: readonly {
        readonly models: string;
        readonly rows: string;
        readonly rome: string;
      }[];
      readonly profile: Readonly<Record<string, string>>;
    };

type Waiting = (answer: NarrowingAnswer | undefined) => void;

export class NarrowingProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting = new Map<string, Waiting>();
  #requests = 0;

  /** @param python interpreter with the services' models */
  constructor(python: string) {
    this.#child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', python, '-m', 'narrow'], {
      env: ENVIRONMENT,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#child.on('error', () => this.#end());
    this.#child.stdin.on('error', () => this.#end());
    createInterface({ input: this.#child.stdout })
      .on('line', (line) => this.#answer(line))
      .on('close', () => this.#end());
  }

  /** Resolves with undefined if the process exits, or does not answer within a time in milliseconds. */
  ask(request: NarrowingRequest, timeout: number): Promise<NarrowingAnswer | undefined> {
    if (this.#child.exitCode !== null || !this.#child.stdin.writable) return Promise.resolve(undefined);
    const id = String(++this.#requests);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.stop(), timeout);
      this.#waiting.set(id, (answer) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(answer);
      });
      this.#child.stdin.write(`${JSON.stringify({ id, ...request })}\n`);
    });
  }

  stop(): void {
    this.#child.kill('SIGKILL');
    this.#end();
  }

  #answer(line: string): void {
    try {
      const answer = parseWritten('narrowing', line, 'python3 -m narrow');
      this.#waiting.get(answer.id)?.(answer);
    } catch {
      this.stop();
    }
  }

  #end(): void {
    for (const waiting of [...this.#waiting.values()]) waiting(undefined);
  }
}
