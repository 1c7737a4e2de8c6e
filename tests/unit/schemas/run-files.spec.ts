import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { createGenerator } from 'ts-json-schema-generator';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';

test('schemas/run-files.schema.json says what the types say; if not: npm run schemas', () => {
  const generator = createGenerator({
    path: join(PACKAGE_ROOT, 'src/runs/file-kinds.ts'),
    tsconfig: join(PACKAGE_ROOT, 'tsconfig.json'),
    type: 'FileKinds',
    additionalProperties: true,
    skipTypeCheck: true,
  });
  const shipped = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'schemas/run-files.schema.json'), 'utf8'));
  expect(JSON.parse(JSON.stringify(generator.createSchema('FileKinds')))).toEqual(shipped);
});
