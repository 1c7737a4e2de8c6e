import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { hostsOf } from '../../../src/deployments/run-folder/managed-spec.ts';
import type { Step } from '../../../src/model.ts';
import { loadScenarios } from '../../../src/runner/load/load.ts';
import { withoutMistakes } from '../../../src/runner/load/loaded.ts';
import { inventories } from '../../../src/shipped/inventories.ts';
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

/** Requests that change hosts, default quotas or the image cache, which all users of a deployment share. */
const SHARED_BY_ALL = [
  /^PUT \/os-hosts\/\$\{/,
  /^PUT \/os-services\//,
  /^PUT \/os-quota-class-sets\/default/,
  /^(PUT|DELETE) \/v2\/(cache|(cached|queued)_images)(\/|$)/,
  /^POST \/v2\/cache\//,
  /^GET \/os-hosts\/\$\{\w+\}\/(startup|shutdown|reboot)/,
];

test('scenarios that change what all users of a deployment share need a dedicated one', async () => {
  const all = withoutMistakes(await loadScenarios(join(PACKAGE_ROOT, 'scenarios'), inventories()));
  const isRefused = ({ status }: Step['expect']): boolean =>
    [status].flat().every((each) => Number(each) >= 400);
  const changing = all.filter(({ steps }) =>
    steps.some(
      ({ as, expect: expected, request: { method, path } }) =>
        as === 'admin' &&
        !isRefused(expected) &&
        SHARED_BY_ALL.some((each) => each.test(`${method} ${path}`)),
    ),
  );
  expect(changing.length).toBeGreaterThan(5);
  expect(changing.filter(({ needs }) => !needs?.includes('dedicated')).map(({ id }) => id)).toEqual([]);
});
