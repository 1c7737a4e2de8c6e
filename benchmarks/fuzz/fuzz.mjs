/**
 * Runs commands on invalid files: scenarios, setups, configs, clouds.yaml, run files, shards, histories, catalogues of
 * gaps. Each input is generated from a seed. A fault is a stack trace, more than 2 s of CPU time, a mistake in a file
 * without a place in it, a password in the output, or a file written outside of the output folders.
 *
 * Usage: node benchmarks/fuzz/fuzz.mjs [inputs [seed]]      (default: 20000 from 1)
 *        node benchmarks/fuzz/fuzz.mjs 1 SEED               (repeats one input; SEED is in the line of its fault)
 *
 * The exit code is 0 only without faults. Nothing is booted, and only a temporary folder is written to.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [, , inputs = '20000', seed = '1'] = process.argv;
/** Inputs per process. */
const BATCH = 1000;
/** Milliseconds without a message until an input counts as hanging: far more than any input needs on a busy machine. */
const PATIENCE = 60_000;

const counts = new Map();
let wrong = 0;

/** Runs inputs in one process. Resolves with the index at which to continue. */
function batch(from, to) {
  const sandbox = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const child = fork(new URL('child.mjs', import.meta.url).pathname, [sandbox, seed, from, to].map(String), {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: ['--stack-trace-limit=4'],
  });
  let errors = '';
  child.stderr.on('data', (data) => (errors = (errors + data).slice(-2000)));
  return new Promise((resolve) => {
    let last = from;
    let kind = '';
    let timer;
    const tell = (fault) => {
      wrong++;
      console.log(`seed ${Number(seed) + last} ${kind}: ${fault}`);
    };
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    };
    child.on('message', (message) => {
      watch();
      last = message.index;
      kind = message.kind;
      if (!message.done) return;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      for (const fault of message.faults) tell(fault);
      last = message.index + 1;
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      rmSync(sandbox, { recursive: true, force: true });
      if (last >= to) return resolve(to);
      tell(signal === 'SIGKILL' ? 'hangs' : `ended the process (${signal ?? code}): ${errors}`);
      resolve(last + 1);
    });
    watch();
  });
}

const started = process.hrtime.bigint();
for (let next = 0; next < Number(inputs); ) next = await batch(next, Math.min(next + BATCH, Number(inputs)));
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
const kinds = [...counts].sort().map(([kind, count]) => `${count} ${kind}`);
console.log(`${inputs} inputs (${kinds.join(', ')}) in ${seconds.toFixed(0)} s: ${wrong} wrong`);
process.exitCode = wrong === 0 ? 0 : 1;
