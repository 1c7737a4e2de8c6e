import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { loadScenarios } from '../../../../src/runner/load/load.ts';
import { withoutMistakes } from '../../../../src/runner/load/loaded.ts';
import { inventories } from '../../../../src/shipped/inventories.ts';
import { PACKAGE_ROOT } from '../../../../src/shipped/paths.ts';
import { test } from '../../../support/folder.ts';

const text = readFileSync(join(PACKAGE_ROOT, 'docs/scenarios.md'), 'utf8');
const examples = [...text.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, example = '']) => example);

test('docs/scenarios.md has examples', () => {
  expect(examples.length).toBeGreaterThan(2);
});

for (const [index, example] of examples.entries()) {
  test(`example ${index + 1} of docs/scenarios.md loads`, async ({ folder }) => {
    cpSync(join(PACKAGE_ROOT, 'scenarios/_shared'), join(folder.path, '_shared'), { recursive: true });
    const isWhole = /^name:/m.test(example);
    const whole = `name: a part\nservice: nova\nvars: { server: x }\nsteps:\n${example}`;
    folder.write('any/example.yaml', isWhole ? example : whole);
    const [scenario] = withoutMistakes(await loadScenarios(folder.path, inventories()));
    expect(scenario?.steps.length).toBeGreaterThan(0);
  });
}
