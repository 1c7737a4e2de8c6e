import { join } from 'node:path';
import type { Inventories, Service } from '../model.ts';
import { ResponseRules } from '../runner/run/response-rules.ts';
import { PACKAGE_ROOT } from '../shipped/paths.ts';

/** The shipped response rules, by service. */
export function responseRules({ glance, nova }: Inventories): Readonly<Record<Service, ResponseRules>> {
  const folder = join(PACKAGE_ROOT, 'schemas');
  return { glance: new ResponseRules(folder, glance), nova: new ResponseRules(folder, nova) };
}
