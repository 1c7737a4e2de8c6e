import { join } from 'node:path';
import { PACKAGE_ROOT } from '../config/paths.ts';
import type { Service } from '../model.ts';
import { ResponseRules } from '../runner/run/response-rules.ts';

/** What successful answers hold, per service, as shipped. */
export const responseRules = (): Readonly<Record<Service, ResponseRules>> => ({
  glance: new ResponseRules(join(PACKAGE_ROOT, 'schemas'), 'glance'),
});
