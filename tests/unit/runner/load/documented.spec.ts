import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { loadScenarios } from '../../../../src/runner/load/load.ts';
import { withoutMistakes } from '../../../../src/runner/load/loaded.ts';
import { inventories } from '../../../../src/shipped/inventories.ts';
import { PACKAGE_ROOT } from '../../../../src/shipped/paths.ts';
import { test } from '../../../support/files/folder.ts';

const examplesOf = (page: string): { page: string; number: number; example: string }[] =>
  [...readFileSync(join(PACKAGE_ROOT, page), 'utf8').matchAll(/^```yaml\n(.*?)^```/gms)].map(
    ([, example = ''], index) => ({ page, number: index + 1, example }),
  );
const examples = ['docs/scenarios.md', 'docs/tutorial.md'].flatMap(examplesOf);

test('the documentation contains YAML examples', () => {
  expect(examples.length).toBeGreaterThan(4);
});

for (const { page, number, example } of examples) {
  test(`example ${number} of ${page} loads`, async ({ folder }) => {
    cpSync(join(PACKAGE_ROOT, 'scenarios/_shared'), join(folder.path, '_shared'), { recursive: true });
    const isWhole = /^name:/m.test(example);
    const service = example.includes('/v2/images') ? 'glance' : 'nova';
    const whole = `name: a part\nservice: ${service}\nvars: { server: x }\nsteps:\n${example}`;
    folder.write('any/example.yaml', isWhole ? example : whole);
    const [scenario] = withoutMistakes(await loadScenarios(folder.path, inventories()));
    expect(scenario?.steps.length).toBeGreaterThan(0);
  });
}
