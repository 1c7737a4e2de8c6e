import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResponseRule } from '../../../src/assertions/schema/schema.ts';
import { schemaAt } from '../../../src/assertions/schema/schema-at.ts';
import { type WrittenRules, writtenRule } from '../../../src/assertions/schema/written-rules.ts';
import type { Inventory, Json, Service } from '../../../src/model.ts';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';

const read = new Map<string, Json>();

/** A JSON file of the package. */
export function readShipped(...path: readonly string[]): Json {
  const file = join(PACKAGE_ROOT, ...path);
  const known = read.get(file) ?? (JSON.parse(readFileSync(file, 'utf8')) as Json);
  read.set(file, known);
  return known;
}

/** Nova's inventories in the oldest and in the newest release. */
export const [NOVA, NEWEST_NOVA] = ['nova-26.2.2.json', 'nova-34.0.0.json'].map(
  (file) => readShipped('inventory', file) as unknown as Inventory,
) as [Inventory, Inventory];

export const shippedRules = (service: Service): WrittenRules =>
  readShipped('schemas', service, 'responses.json') as WrittenRules;

const plain = new Map<string, Json>();

/** The rule for an endpoint at a microversion. `undefined` when the service serves the schema itself. */
export function shippedRule(
  service: Service,
  endpoint: string,
  microversion: string,
): ResponseRule | undefined {
  const rule = writtenRule(shippedRules(service), endpoint, microversion);
  if (typeof rule !== 'object' || 'refuses' in rule) return rule;
  if ('served' in rule) return undefined;
  const key = `${service} ${rule.file} ${microversion}`;
  const files = (file: string) => readShipped('schemas', service, file);
  const schema = plain.get(key) ?? schemaAt(rule.file, microversion, files);
  plain.set(key, schema);
  return { schema };
}
