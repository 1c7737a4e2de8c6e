import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { emitKeypressEvents } from 'node:readline';
import { watch as watchFiles } from 'chokidar';

/** An event in watch mode: changed files, or a key. */
export type Change =
  | { readonly kind: 'files'; readonly files: ReadonlySet<string> }
  | { readonly kind: 'all' | 'failed' | 'quit' };

const KEYS: Readonly<Record<string, Exclude<Change['kind'], 'files'>>> = {
  a: 'all',
  f: 'failed',
  q: 'quit',
};

/** Python writes it next to the code of a running service. */
const BYTE_CODE = /__pycache__|\.pyc$/;

/**
 * Milliseconds without another change. Editors write files in several steps, and a branch switch changes many files.
 */
const QUIET = 150;

/** Milliseconds between two looks whether a removed path is back. */
const RETURN = 1000;

/** Collects file changes below some paths and, on a terminal, keys. */
export class Changes {
  readonly #watcher: ReturnType<typeof watchFiles>;
  readonly #input: NodeJS.ReadStream;
  readonly #files = new Set<string>();
  readonly #ready: Promise<void>;
  #key: Exclude<Change['kind'], 'files'> | undefined;
  #wake: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Watches paths again that were removed and are back. It also keeps the process alive, which a removed path does not. */
  readonly #returns: NodeJS.Timeout;

  /** @param interrupt called on Ctrl-C, because a terminal in raw mode sends no signal */
  constructor(paths: readonly string[], input: NodeJS.ReadStream, interrupt: () => void) {
    this.#input = input;
    this.#watcher = watchFiles([...paths], { ignoreInitial: true, ignored: BYTE_CODE });
    this.#watcher.on('all', (_, path) => this.#changed(resolve(path)));
    this.#ready = new Promise((done) => this.#watcher.once('ready', done));
    const lacking = new Set<string>();
    this.#returns = setInterval(() => {
      for (const path of paths) {
        if (!existsSync(path)) lacking.add(path);
        else if (lacking.delete(path)) {
          this.#watcher.add(path);
          this.#changed(resolve(path));
        }
      }
    }, RETURN);
    if (!input.isTTY) return;
    emitKeypressEvents(input);
    input.setRawMode(true).on('keypress', (_, { name, ctrl }: { name?: string; ctrl?: boolean }) => {
      if (ctrl && name === 'c') interrupt();
      else if (!ctrl && name !== undefined) this.#pressed(KEYS[name]);
    });
    input.resume();
  }

  get hasKeys(): boolean {
    return this.#input.isTTY;
  }

  /** Resolves when the watcher is ready. */
  ready(): Promise<void> {
    return this.#ready;
  }

  /** The next change. Resolves at once if there were changes since the last call. Rejects when `signal` is aborted. */
  async next(signal: AbortSignal): Promise<Change> {
    const wakeUp = () => this.#wake?.();
    signal.addEventListener('abort', wakeUp);
    try {
      while (this.#key === undefined && (this.#files.size === 0 || this.#timer)) {
        signal.throwIfAborted();
        await new Promise<void>((wake) => (this.#wake = wake));
      }
    } finally {
      signal.removeEventListener('abort', wakeUp);
    }
    const kind = this.#key;
    this.#key = undefined;
    if (kind !== undefined) return { kind };
    const files = new Set(this.#files);
    this.#files.clear();
    return { kind: 'files', files };
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    clearInterval(this.#returns);
    if (this.#input.isTTY) this.#input.setRawMode(false).pause();
    await this.#watcher.close();
  }

  #changed(file: string): void {
    this.#files.add(file);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#wake?.();
    }, QUIET);
  }

  #pressed(kind: Change['kind'] | undefined): void {
    if (kind === undefined || kind === 'files') return;
    this.#key = kind;
    this.#wake?.();
  }
}
