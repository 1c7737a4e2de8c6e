import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { importText } from '../../../src/importing/import-text.ts';
import { BUILT_IN_VARIABLES } from '../../../src/runner/run/built-in-variables.ts';
import { inventories } from '../../../src/shipped/inventories.ts';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';

test('the script in docs/tutorial.md imports as the scenario on that page', () => {
  const page = readFileSync(join(PACKAGE_ROOT, 'docs/tutorial.md'), 'utf8');
  const [, script = ''] = /^```sh\n(.*?)^```/ms.exec(page) ?? [];
  const [, scenario = ''] = /^```yaml\n(.*?)^```/ms.exec(page) ?? [];
  const { yaml, notes } = importText(script, 'tag.sh', 'tutorial', {
    inventories: inventories(),
    builtIn: BUILT_IN_VARIABLES,
    readFile: () => undefined,
    actorOf: () => undefined,
  });
  expect(notes).toEqual([]);
  expect(yaml).toBe(scenario);
});
