import { compareMicroversions } from '../microversion.ts';

/** A response rule as written in a file; docs/schemas.md describes the format. */
export type WrittenRule =
  | 'empty'
  | 'data'
  | { readonly refuses: number }
  | { readonly served: string }
  | { readonly file: string };

/**
 * Contents of schemas/<service>/responses.json: rules by endpoint. `* /path` applies to every path that starts with it.
 */
export type WrittenRules = Readonly<
  Record<
    string,
    WrittenRule | { readonly since: Readonly<Record<string, WrittenRule>> } | { readonly as: string }
  >
>;

/** The rule of an endpoint at a microversion; undefined if there is none. */
export function writtenRule(
  rules: WrittenRules,
  endpoint: string,
  microversion: string,
): WrittenRule | undefined {
  const rule = Object.hasOwn(rules, endpoint) ? rules[endpoint] : rules[likeEndpoint(rules, endpoint)];
  if (typeof rule !== 'object') return rule;
  if ('as' in rule) return undefined;
  return 'since' in rule ? newest(rule.since, microversion) : rule;
}

/** Resolves an `as` rule: `GET /servers/{id}` for `GET /os-volumes_boot/{id}`. */
function likeEndpoint(rules: WrittenRules, endpoint: string): string {
  const [, method = '', first = '', below = ''] = /^(\S+) (\/[^/#]*)(.*)$/.exec(endpoint) ?? [];
  const like = rules[`* ${first}`];
  return typeof like === 'object' && 'as' in like ? `${method} ${like.as}${below}` : endpoint;
}

/** The newest rule that is not later than a microversion. */
const newest = (
  since: Readonly<Record<string, WrittenRule>>,
  microversion: string,
): WrittenRule | undefined =>
  Object.entries(since)
    .filter(([from]) => compareMicroversions(from, microversion) <= 0)
    .sort(([a], [b]) => compareMicroversions(a, b))
    .at(-1)?.[1];
