import { expect } from 'playwright/test';
import { parse } from 'yaml';
import { importText } from '../../../src/importing/import-text.ts';
import { METHODS } from '../../../src/model.ts';
import { loadScenarios } from '../../../src/runner/load/load.ts';
import { withoutMistakes } from '../../../src/runner/load/loaded.ts';
import { BUILT_IN_VARIABLES } from '../../../src/runner/run/built-in-variables.ts';
import { inventories } from '../../../src/shipped/inventories.ts';
import { test } from '../../support/folder.ts';
import { COMMANDS } from './real-commands.ts';

const KNOWLEDGE = {
  inventories: inventories(),
  builtIn: BUILT_IN_VARIABLES,
  readFile: () => undefined,
  actorOf: () => undefined,
};
const SECRETS = /hunter2secret|verysecretcookie1|gAAAAABsecrettoken|correct-horse-\d|\{SHA256\}/;

const stepsOf = (yaml: string): string[] =>
  (parse(yaml) as { steps: Record<string, unknown>[] }).steps.map((step) => {
    const method = METHODS.find((each) => each in step) ?? '';
    const body = step.json ?? step.text;
    return `${method} ${step[method]}${body === undefined ? '' : ` ${JSON.stringify(body)}`}`;
  });

for (const [what, { text, steps = [], refused = [], has = [] }] of Object.entries(COMMANDS)) {
  test(`imports ${what}`, async ({ folder }) => {
    const { yaml, notes } = importText(text, 'a.sh', 'imported', KNOWLEDGE);
    expect(yaml === undefined ? [] : stepsOf(yaml)).toEqual(steps);
    const reasons = notes
      .filter(({ kind }) => kind === 'refused')
      .map(({ place, message }) => `${place?.line}:${place?.column} ${message}`);
    expect(reasons).toHaveLength(refused.length);
    for (const [index, reason] of refused.entries()) expect(reasons[index]).toMatch(reason);
    for (const line of has) expect(yaml).toContain(line);
    expect(`${yaml}${JSON.stringify(notes)}`).not.toMatch(SECRETS);
    if (yaml === undefined) return;
    folder.write('nova/imported.yaml', yaml);
    expect(withoutMistakes(await loadScenarios(folder.path, inventories()))).toHaveLength(1);
  });
}
