import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'playwright/test';
import { SCHEMAS, schemaText } from '../../../scripts/schemas.mjs';
import { DEPLOYMENT_FILES } from '../../../src/deployments/file-kinds.ts';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';

const read = (file: string): string => readFileSync(join(PACKAGE_ROOT, file), 'utf8');

for (const [file, source] of Object.entries(SCHEMAS))
  test(`${file} matches its types; to update it, run: npm run schemas`, { tag: '@long' }, () => {
    expect(JSON.parse(schemaText(source))).toEqual(JSON.parse(read(file)));
  });

test('the shipped inventories match their type', () => {
  const files = readdirSync(join(PACKAGE_ROOT, 'inventory')).filter((name) => /^\w+-\d/.test(name));
  expect(files.length).toBeGreaterThan(1);
  for (const file of files)
    expect(DEPLOYMENT_FILES.parse('inventory', read(`inventory/${file}`)).endpoints.length).toBeGreaterThan(
      0,
    );
});

test('our own schemas are valid, because they are not checked when they are used', () => {
  const files = readdirSync(join(PACKAGE_ROOT, 'schemas')).filter((name) => name.endsWith('.schema.json'));
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) {
    const ajv = new Ajv({ strict: false });
    expect(ajv.validateSchema(JSON.parse(read(`schemas/${file}`))), file).toBe(true);
  }
});
