/** The folders of a try, and the tool that runs in them. */
import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

const COMMAND = new URL('../../dist/cli.js', import.meta.url).pathname;
const MEGABYTE = 2 ** 20;

/** Parses a file that may not exist yet. */
function parsed(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

export class Sandbox {
  #mounts = [];
  #fillings = [];

  /** @param cache folder of the initial states, which all tries share so that a boot is fast */
  constructor(folder, cache) {
    this.folder = folder;
    this.cache = cache;
    this.runtime = join(folder, 'run');
    this.output = join(folder, 'out');
    for (const each of [this.runtime, this.output]) mkdirSync(each, { recursive: true, mode: 0o700 });
  }

  /** Gives one of the folders a disk of its own. Only root can do that. */
  mount(folder, size) {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', folder]);
    this.#mounts.push(folder);
  }

  /** Fills the disk of a folder. */
  fill(folder) {
    const file = join(folder, 'filling');
    this.#fillings.push(file);
    const descriptor = openSync(file, 'w');
    // Smaller and smaller pieces, so that not a byte is left.
    for (let size = MEGABYTE; size >= 1; size = Math.floor(size / 16)) {
      try {
        for (;;) if (writeSync(descriptor, Buffer.alloc(size)) === 0) break;
      } catch (error) {
        if (error.code !== 'ENOSPC') throw error;
      }
    }
    closeSync(descriptor);
  }

  /** Makes room again on the filled disks. */
  empty() {
    for (const file of this.#fillings.splice(0)) unlinkSync(file);
  }

  /**
   * Starts the tool.
   * @param shell a shell command that `"$@"` stands for the tool in, for limits and redirections
   * @param read whether to read the output; if not, `child` has the streams
   */
  start(args, { shell, read = ['stdout', 'stderr'] } = {}) {
    const command = [process.execPath, COMMAND, ...args];
    const [program, ...rest] = shell ? ['sh', '-c', shell, 'sh', ...command] : command;
    const child = spawn(program, rest, {
      env: {
        ...process.env,
        ...{ HOME: this.folder, XDG_CACHE_HOME: this.cache, XDG_RUNTIME_DIR: this.runtime },
        ...{ NO_COLOR: '1', FORCE_COLOR: '' },
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const tool = { child, text: '', isOver: false };
    for (const stream of read)
      child[stream].on('data', (data) => {
        tool.text += data;
      });
    const began = performance.now();
    // 'exit', not 'close': an orphan that has inherited a stream would keep it open.
    tool.ended = new Promise((resolve) => {
      child.on('exit', (code, signal) => {
        tool.isOver = true;
        setTimeout(
          () => resolve({ code, signal, text: tool.text, seconds: (performance.now() - began) / 1000 }),
          100,
        );
      });
    });
    return tool;
  }

  /** Records of the deployments, with the processes of each. */
  get deployments() {
    const runs = join(this.runtime, 'run-scenarios');
    if (!existsSync(runs)) return [];
    return readdirSync(runs).map((name) => ({ name, ...parsed(join(runs, name, 'deployment.json')) }));
  }

  /** Folders of runs in the output, oldest first. */
  get runs() {
    return readdirSync(this.output)
      .sort()
      .map((name) => join(this.output, name))
      .filter((folder) => existsSync(join(folder, 'run.json')));
  }

  /** The newest run file so far. */
  get run() {
    const folder = this.runs.at(-1);
    return folder && parsed(join(folder, 'run.json'));
  }

  /** Unmounts the disks. Throws if a process still uses one. */
  unmount() {
    for (const folder of this.#mounts.splice(0)) execFileSync('umount', [folder], { stdio: 'pipe' });
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
