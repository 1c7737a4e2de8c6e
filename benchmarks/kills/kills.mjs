/**
 * Kills the tool, its services and its Redis at seeded moments, and breaks its outputs and disks. Each time the run must
 * end by itself with one clear error, leave readable results, no process and no folder, and the next run must succeed.
 *
 * Usage: node benchmarks/kills/kills.mjs [--tries 100] [--seed 1] [--only KIND]... [--verbose] [filter...]
 *
 * Try N of a seed is the same in every run: the kinds take turns, and the seed decides the moment and the victim. A try
 * lasts about 20 s on an idle machine. The default filters are some Glance scenarios. Each try has its own home and
 * runtime folder; all share the initial state. Full disks need root, which can mount. Prints a line per try, and
 * the tool's output if there are complaints or with --verbose. The exit code is 0 only without complaints.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomFrom } from '../fuzz/random.mjs';
import { processesOf } from '../processes.mjs';
import { folderComplaints, orphanComplaints, outputComplaints, readingComplaints } from './judge.mjs';
import { KINDS } from './kinds.mjs';
import { reach } from './moments.mjs';
import { Sandbox } from './sandbox.mjs';

/** Milliseconds after which a run counts as hanging: far more than any needs on a busy machine. */
const PATIENCE = 240_000;
const HEALTHY = ['glance/versions/root'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tries: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    verbose: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: Object.keys(KINDS) },
  },
});
const filters =
  positionals.length > 0
    ? positionals
    : ['glance/images/tags', 'glance/metadefs/tags-create', 'glance/tasks/show'];
const unknown = values.only.filter((kind) => !(kind in KINDS));
if (unknown.length > 0)
  throw new Error(`unknown: ${unknown.join(', ')}; kinds: ${Object.keys(KINDS).join(', ')}`);

// Short: the address of a Unix socket has room for 107 bytes.
const home = mkdtempSync(join(tmpdir(), 'k-'));
const cache = join(home, 'cache');

const runArguments = ({ output }, scenarios) => ['run', '--target', 'rome', '--output', output, ...scenarios];

/** Waits for the end of the tool. Kills it when it hangs. */
async function endOf(tool, complaints) {
  const timer = setTimeout(() => {
    complaints.push(`hangs after ${PATIENCE / 1000} s`);
    tool.child.kill('SIGKILL');
  }, PATIENCE);
  const ended = await tool.ended;
  clearTimeout(timer);
  return ended;
}

/** Runs the tool without disturbing it. */
async function undisturbed(sandbox, args, complaints, what) {
  const { code, text } = await endOf(sandbox.start(args), complaints);
  if (code !== 0) complaints.push(`${what}: exit code ${code}\n${text}`);
}

/** Runs the tool and disturbs it. Returns what happened, and the complaints about it. */
async function disturbed(current, { moments, prepare, act, shell, ...expected }) {
  const { sandbox, random, complaints } = current;
  const moment = random.pick(moments);
  if (expected.persists) await undisturbed(sandbox, ['up', 'rome', '--services', 'glance'], complaints, 'up');
  prepare?.(current);
  current.tool = sandbox.start(runArguments(sandbox, filters), { shell });
  const isReached = await reach(moment, sandbox, current.tool, random);
  const hasEffect = !act || (isReached && (await act(current)) !== false);
  const ended = await endOf(current.tool, complaints);
  complaints.push(
    ...outputComplaints(ended, allowed({ ...current, ended, moment, hasEffect, expected, act })),
  );
  return { ended, moment, hasEffect };
}

/** Adapts what is expected: a run that was over, or nearly, also ends as usual. */
function allowed({ sandbox, says, ended, moment, hasEffect, expected, act }) {
  if (!hasEffect) return { codes: [0] };
  // Until the handlers are installed, a signal ends the process without a word.
  if (moment === 'spawn' && ended.signal) return { codes: [ended.signal], errors: [0] };
  const isOver = act && sandbox.run?.status === 'finished';
  return { ...expected, ...(says && { says }), codes: isOver ? [...expected.codes, 0] : expected.codes };
}

/** Checks what a run left. */
async function leftComplaints(sandbox, { persists, cleans, heals }, ended) {
  const complaints = [];
  if (!persists) complaints.push(...(await orphanComplaints(sandbox)));
  if (cleans) complaints.push(...folderComplaints(sandbox));
  sandbox.empty();
  complaints.push(...(await readingComplaints(sandbox)));
  if (heals && ended.code !== 0) {
    await undisturbed(sandbox, runArguments(sandbox, HEALTHY), complaints, 'next run');
    if (!persists) complaints.push(...folderComplaints(sandbox));
  }
  if (persists) await undisturbed(sandbox, ['down'], complaints, 'down');
  return [...complaints, ...(await orphanComplaints(sandbox))];
}

/** Returns whether all went well. */
async function attempt(number, kind) {
  const sandbox = new Sandbox(join(home, `t${number}`), cache);
  const random = randomFrom(Number(values.seed) * 1_000_003 + number);
  const complaints = [];
  const current = { sandbox, random, complaints };
  try {
    const { ended, moment, hasEffect } = await disturbed(current, KINDS[kind]);
    complaints.push(...(await leftComplaints(sandbox, KINDS[kind], ended)));
    const what = [kind, current.note].filter(Boolean).join(': ');
    const how = `ended with ${ended.signal ?? ended.code} after ${ended.seconds.toFixed(0)} s`;
    const verdict = complaints.length === 0 ? 'ok' : 'WRONG';
    console.log(`${number}  ${what}, ${moment}${hasEffect ? '' : ', without effect'}: ${how}, ${verdict}`);
    for (const each of complaints) console.log(indented(each));
    if (complaints.length > 0 || values.verbose) console.log(indented(ended.text, '    | '));
  } finally {
    for (const pid of processesOf(sandbox.folder)) process.kill(pid, 'SIGKILL');
    sandbox.unmount();
    sandbox.remove();
  }
  return complaints.length === 0;
}

const indented = (text, by = '    ') => text.trimEnd().replace(/^/gm, by);

const sums = new Map();
try {
  const first = [];
  const sandbox = new Sandbox(join(home, 'first'), cache);
  await undisturbed(sandbox, runArguments(sandbox, HEALTHY), first, 'without a try');
  if (first.length > 0) throw new Error(first.join('\n'));
  for (let number = 1; number <= Number(values.tries); number++) {
    const kind = values.only[(number - 1) % values.only.length];
    const isRight = await attempt(number, kind);
    const sum = sums.get(kind) ?? { tries: 0, wrong: 0 };
    sums.set(kind, { tries: sum.tries + 1, wrong: sum.wrong + (isRight ? 0 : 1) });
  }
} finally {
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
}
for (const [kind, { tries, wrong }] of sums) console.log(`${kind.padEnd(20)} ${tries} tries, ${wrong} wrong`);
const wrong = [...sums.values()].reduce((sum, each) => sum + each.wrong, 0);
console.log(`seed ${values.seed}: ${wrong} of ${values.tries} tries wrong`);
process.exitCode = wrong === 0 ? 0 : 1;
