/**
 * Writes the JSON Schemas of our own files from the types in src/: `npm run schemas`. A unit test compares them.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGenerator } from 'ts-json-schema-generator';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Schema file to the interface whose members are the types of files, and the source file of the interface. */
export const SCHEMAS = {
  'schemas/run-files.schema.json': { type: 'FileKinds', path: 'src/runs/file-kinds.ts' },
  'schemas/deployment-files.schema.json': { type: 'DeploymentFiles', path: 'src/deployments/file-kinds.ts' },
  'schemas/pool-files.schema.json': { type: 'PoolFiles', path: 'src/openstack/project-pool.ts' },
  'schemas/swept-lists.schema.json': { type: 'SweptLists', path: 'src/runner/sweep/lists.ts' },
  'schemas/keystone-answers.schema.json': { type: 'KeystoneAnswers', path: 'src/openstack/identity.ts' },
  'schemas/named-lists.schema.json': {
    type: 'NamedLists',
    path: 'src/runner/resources/distinguishes-case.ts',
  },
  'schemas/resource-lists.schema.json': {
    type: 'Offered',
    path: 'src/runner/resources/choose-resources.ts',
  },
};

/** Returns the text of the schema that the types define. */
export function schemaText({ type, path }) {
  const schema = createGenerator({
    path: join(ROOT, path),
    tsconfig: join(ROOT, 'tsconfig.json'),
    type,
    additionalProperties: true,
    skipTypeCheck: true,
  }).createSchema(type);
  return `${JSON.stringify(schema, sorted, 2)}\n`;
}

/** Sorts members by name, so that the order is always the same. */
const sorted = (_, value) =>
  value && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [file, source] of Object.entries(SCHEMAS)) writeFileSync(join(ROOT, file), schemaText(source));
  const files = Object.keys(SCHEMAS);
  process.exitCode = spawnSync('biome', ['format', '--write', ...files], {
    cwd: ROOT,
    stdio: 'inherit',
  }).status;
}
