/** Runs the commands of each input in this process, and sends the faults of each input to the parent. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { imported } from '../../scripts/bundle.mjs';

import { inputOf, lay } from './kinds.mjs';
import { randomFrom } from './random.mjs';
import { PASSWORD } from './seeds.mjs';

const { COMMANDS, HarnessError, HarnessErrors, errorText } = await imported(
  'fuzz',
  'commands/all.ts',
  'errors.ts',
  'reporters/text/failure-text.ts',
);

const [, , sandbox, seed, from, to] = process.argv;
const commands = Object.fromEntries(
  Object.values(COMMANDS)
    .flat()
    .map((each) => [each.command.name(), each]),
);
/** Maximum CPU time of an input, in seconds. */
const MOST_CPU = 2;
/** Codes of mistakes in a file, which must have a place in it. */
const OF_A_FILE = /INVALID|SYNTAX|BOMB|OUTSIDE|UNKNOWN/;
/** Messages about missing files of a folder, which have no line. */
const NAMED = /\b(reports|shards|gaps)\b/;
const IN_ONE_LINE = new RegExp(`(password|secret|token)[^\\n]{0,20}${PASSWORD}`, 'i');

// Deep in the sandbox, so that files written by paths with `..` are found.
const folder = join(sandbox, 'a', 'b', 'c', 'work');
mkdirSync(folder, { recursive: true });
process.chdir(folder);
process.env.HOME = sandbox;
// The caller's cache must not influence the result. The commands can write to this one.
process.env.XDG_CACHE_HOME = join(folder, 'cache');

for (let index = Number(from); index < Number(to); index++) {
  const input = inputOf(randomFrom(Number(seed) + index));
  process.chdir(sandbox);
  lay(folder, input);
  process.chdir(folder);
  process.send({ index, kind: input.kind });
  const faults = [];
  const before = process.cpuUsage();
  for (const line of input.commands) faults.push(...(await faultsOf(line, input)));
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  // The first input can be slow, because it loads modules.
  if (seconds > MOST_CPU && index > Number(from)) faults.push(`${seconds.toFixed(1)} s of CPU`);
  const outside = strangers();
  if (outside.length > 0) faults.push(`wrote ${outside.join(', ')}`);
  process.send({ index, kind: input.kind, faults, done: true });
}
process.disconnect();

async function faultsOf(line, { content }) {
  const [name, ...words] = line.split(' ');
  const lines = [];
  const io = {
    ...{ print: (line) => void lines.push(line), progress: (line) => void lines.push(line) },
    ...{ out: new PassThrough().on('data', (data) => void lines.push(String(data))), input: process.stdin },
    ...{ signal: new AbortController().signal, interrupt: () => {} },
  };
  const faults = [];
  try {
    const { command, run } = commands[name];
    command.exitOverride().action((...parsed) => run(io, parsed));
    await command.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof HarnessError))
      faults.push(`${name}: ${String(error?.stack ?? error).slice(0, 600)}`);
    else {
      lines.push(errorText(error));
      const failures = error instanceof HarnessErrors ? error.failures : [error.failure];
      const bare = failures.find(
        ({ code, place, message }) => OF_A_FILE.test(code) && !place && !NAMED.test(message),
      );
      if (bare) faults.push(`${name}: ${bare.code} without a place: ${bare.message.slice(0, 200)}`);
    }
  }
  const text = lines.join('\n');
  if (text.length > 200_000) faults.push(`${name}: ${text.length} characters of output`);
  // If the input separates the password from its key, no command can recognize it.
  const written = content.toString('latin1').split(PASSWORD).length - 1;
  const named = content.toString('latin1').match(new RegExp(IN_ONE_LINE, 'gi'))?.length ?? 0;
  if (written === named && text.includes(PASSWORD)) faults.push(`${name}: shows the password`);
  return faults;
}

/** Returns the files that the commands wrote outside of their folders. */
function strangers() {
  const found = [];
  for (const [path, known] of [
    ['.', 'a'],
    ['a', 'b'],
    ['a/b', 'c'],
    ['a/b/c', 'work'],
  ])
    found.push(
      ...readdirSync(join(sandbox, path))
        .filter((name) => name !== known)
        .map((name) => `${path}/${name}`),
    );
  const own = [
    'scenarios',
    'run-scenarios.yaml',
    'clouds.yaml',
    'clouds-public.yaml',
    'reports',
    'shards',
    'gaps',
    'out',
    'cache',
  ];
  return [...found, ...readdirSync(folder).filter((name) => !own.includes(name))];
}
