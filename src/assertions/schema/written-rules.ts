import { compareMicroversions } from '../microversion.ts';

/** What an answer holds; docs/schemas.md has the format. */
export type WrittenRule =
  | 'empty'
  | 'data'
  | { readonly refuses: number }
  | { readonly served: string }
  | { readonly file: string };

/** What schemas/<service>/responses.json has, by endpoint, and by `* /path` for all that begins so. */
export type WrittenRules = Readonly<
  Record<
    string,
    WrittenRule | { readonly since: Readonly<Record<string, WrittenRule>> } | { readonly as: string }
  >
>;

/** The rule for an endpoint at a microversion; undefined where there is none. */
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

/** `GET /servers/{id}` for `GET /os-volumes_boot/{id}`, where the rules say that the one is as the other. */
function likeEndpoint(rules: WrittenRules, endpoint: string): string {
  const [, method = '', first = '', below = ''] = /^(\S+) (\/[^/#]*)(.*)$/.exec(endpoint) ?? [];
  const like = rules[`* ${first}`];
  return typeof like === 'object' && 'as' in like ? `${method} ${like.as}${below}` : endpoint;
}

/** The last one that is not of a later microversion. */
const newest = (
  since: Readonly<Record<string, WrittenRule>>,
  microversion: string,
): WrittenRule | undefined =>
  Object.entries(since)
    .filter(([from]) => compareMicroversions(from, microversion) <= 0)
    .sort(([a], [b]) => compareMicroversions(a, b))
    .at(-1)?.[1];
