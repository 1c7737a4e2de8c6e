/** The Python process that repeats statements on SQLite and ROME: `python3 -m narrow`. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { parseWritten } from '../file-kinds.ts';
import { ENVIRONMENT } from '../processes/processes.ts';
import type { NarrowingAnswer, NarrowingRequest } from './narrowing-lines.ts';

type Waiting = (answer: NarrowingAnswer | undefined) => void;

export class NarrowingProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting = new Map<string, Waiting>();
  #requests = 0;
  #hasEnded = false;

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

  /** Whether the process exited or was stopped. It answers no more requests. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Resolves with undefined if the process exits, or does not answer within a time in milliseconds. */
  ask(request: NarrowingRequest, timeout: number): Promise<NarrowingAnswer | undefined> {
    if (this.#hasEnded) return Promise.resolve(undefined);
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
    this.#hasEnded = true;
    for (const waiting of [...this.#waiting.values()]) waiting(undefined);
  }
}
