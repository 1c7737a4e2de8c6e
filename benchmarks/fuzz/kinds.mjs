import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { mutateData, mutateText } from './mutate.mjs';
import { CLOUDS, CONFIG, GAPS, HISTORY, PUBLIC_CLOUDS, RUN, SCENARIOS, SETUP, SHARD } from './seeds.mjs';

/** The valid files in a command's folder, before one of them is replaced. */
const SOUND = {
  'scenarios/glance/fine.yaml': 'name: fine\nservice: glance\nsteps:\n  - GET: /v2/images\n',
  'scenarios/_shared/setup.yaml': SETUP,
  'scenarios/glance/body.bin': 'x',
  'run-scenarios.yaml': CONFIG,
  'clouds.yaml': CLOUDS,
  'clouds-public.yaml': PUBLIC_CLOUDS,
  'reports/2026-01-02-rome/run.json': headed(RUN),
  'reports/history/a.json': JSON.stringify(HISTORY),
  'shards/1/run.json': JSON.stringify(SHARD),
  'shards/2/run.json': JSON.stringify({ ...SHARD, shard: { ...SHARD.shard, index: 2 } }),
  'gaps/gaps.json': JSON.stringify(GAPS),
};

const FILES = '--config run-scenarios.yaml --scenarios scenarios';
const READ_RUN = [
  ...['markdown', 'github', 'sarif', 'junit'].map((format) => `report --format ${format} --reports reports`),
  'report --format html --reports reports --output out',
  'report reports/2026-01-02-rome --format junit --reports reports',
  'fix --reports reports',
  'coverage --reports reports --by endpoint',
  'coverage reports/2026-01-02-rome/run.json --by db-api',
  'coverage --reports reports --predict rome --config run-scenarios.yaml',
  'gaps no-such-scenario --scenarios scenarios',
  `run --target other --only-failed ${FILES}`,
];

/** Types of files: the path, how an input is generated, and the command lines that read it. */
const KINDS = {
  scenario: {
    file: 'scenarios/glance/x.yaml',
    make: (random) => yaml(random.pick(SCENARIOS), random),
    commands: ['list --scenarios scenarios', 'list glance/fine --scenarios scenarios'],
  },
  setup: {
    file: 'scenarios/_shared/setup.yaml',
    more: { 'scenarios/glance/x.yaml': SCENARIOS[0] },
    make: (random) => yaml(SETUP, random),
    commands: ['list --scenarios scenarios'],
  },
  config: {
    file: 'run-scenarios.yaml',
    make: (random) => yaml(CONFIG, random),
    commands: ['fake', 'other', 'rome', '../..'].map(
      (target) => `run no-such-scenario --target ${target} ${FILES}`,
    ),
  },
  clouds: {
    file: 'clouds.yaml',
    make: (random) => yaml(CLOUDS, random),
    commands: [`run no-such-scenario --target fake ${FILES}`],
  },
  run: { file: 'reports/2026-01-02-rome/run.json', make: (random) => json(RUN, random), commands: READ_RUN },
  shard: {
    file: 'shards/1/run.json',
    make: (random) => json(SHARD, random),
    commands: ['merge shards --output reports'],
  },
  history: {
    file: 'reports/history/a.json',
    make: (random) => json(HISTORY, random),
    commands: ['report --format html --reports reports --output out'],
  },
  gaps: {
    file: 'gaps/gaps.json',
    make: (random) => json(GAPS, random),
    commands: ['gaps no-such-scenario --resume gaps --scenarios scenarios'],
  },
};

/** Broken text, or valid text of broken data. */
const yaml = (text, random) =>
  random.chance(0.5)
    ? mutateText(text, random)
    : Buffer.from(safely(() => stringify(mutateData(parse(text), random))) ?? text);
const json = (data, random) =>
  random.chance(0.3) ? mutateText(headed(data), random) : Buffer.from(headed(mutateData(data, random)) ?? '');

/** Returns JSON in the layout of run files: one line identifies the run, and each scenario is on its own line. */
function headed(data) {
  if (!Array.isArray(data?.scenarios)) return JSON.stringify(data);
  const { version, id, status, startedAt, baseline, target, filters, shard, scenarios, ...rest } = data;
  const head = JSON.stringify({ version, id, status, startedAt, baseline, target, filters, shard });
  const lines = scenarios.map((each) => JSON.stringify(each) ?? 'null').join(',\n');
  return `${head.slice(0, -1)},\n${JSON.stringify(rest).slice(1, -1)},\n"scenarios":[\n${lines}\n]}\n`;
}

function safely(make) {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** Returns one input: its type, its bytes, and the commands that read it. */
export function inputOf(random) {
  const kind = random.pick(Object.keys(KINDS));
  const { file, make, commands, more } = KINDS[kind];
  return { kind, file, content: make(random), commands, more };
}

/** Writes the valid files and the input into `folder`. */
export function lay(folder, { file, content, more }) {
  rmSync(folder, { recursive: true, force: true });
  for (const [name, text] of Object.entries({ ...SOUND, ...more, [file]: content })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}
