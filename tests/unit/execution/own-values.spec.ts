import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { hostsOf } from '../../../src/deployments/run-folder/managed-spec.ts';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';

const read = (...path: readonly string[]): string => readFileSync(join(PACKAGE_ROOT, ...path), 'utf8');

/** The values that a pattern finds in the source of managed deployments. */
function valuesIn(text: string, pattern: RegExp): readonly string[] {
  const found = [...text.matchAll(pattern)].map(([, value]) => value as string);
  expect(found.length, String(pattern)).toBeGreaterThan(0);
  return found;
}

test("no scenario names a managed deployment's own values", () => {
  const seed = read('src/deployments/services/shared-resources.ts');
  const nova = read('python/managed/settings/nova.conf');
  const [name] = valuesIn(seed, /^const NAME = '(.*)'/gm);
  const own = [
    ...hostsOf({}),
    ...valuesIn(nova, /^host = (.*)$/gm),
    ...valuesIn(seed, /`\$\{NAME\}(.*?)`/g).map((end) => `${name}${end}`),
    ...valuesIn(seed, /cidr: '(\d+\.\d+)\./g),
    ...valuesIn(nova, /^instance_name_template = (.*?)%/gm).map((start) => `${start}\${`),
  ];
  const escaped = own.map((each) => each.replace(/[.$\\{}]/g, '\\$&'));
  const values = new RegExp(`(?<![\\w{-])(?:${escaped.join('|')})(?![\\w-])|(?:${name})['"]`);
  const files = readdirSync(join(PACKAGE_ROOT, 'scenarios'), { recursive: true, encoding: 'utf8' });
  const found = files
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) =>
      read('scenarios', file)
        .split('\n')
        .flatMap((line, index) => (values.test(line) ? [`${file}:${index + 1} ${line.trim()}`] : [])),
    );
  expect(found).toEqual([]);
});
