import type { Json, Response } from '../../../model.ts';

/**
 * Headers of the connection or the moment, and those derived from the body, which is compared separately. All belong to
 * HTTP, not to a service. No other header is ignored.
 */
const TRANSPORT: ReadonlySet<string> = new Set([
  'age',
  'connection',
  'content-encoding',
  'content-length',
  'date',
  'keep-alive',
  'server',
  'transfer-encoding',
  'via',
]);

/** Headers whose values are comma-separated sets. Header names and directives are case-insensitive, methods are not. */
const SETS: ReadonlySet<string> = new Set([
  'accept-patch',
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-expose-headers',
  'allow',
  'cache-control',
  'vary',
]);
const CASELESS: ReadonlySet<string> = new Set([
  'access-control-allow-headers',
  'access-control-expose-headers',
  'cache-control',
  'vary',
]);

/** A response's headers as a value to compare: sets become unordered lists, cookie values become secrets. */
export function comparedHeaders(
  { headers, body }: Response,
  method: string | undefined,
): Readonly<Record<string, Json>> {
  const compared = Object.entries(headers).flatMap(([name, value]): [string, Json][] => {
    // A HEAD response has a length but no body, so compare the length. For JSON and HTML it depends on the
    // deployment's own URLs.
    const isLength = name === 'content-length' && method === 'HEAD' && body.kind === 'empty';
    if (TRANSPORT.has(name) && !(isLength && !/json|html/i.test(headers['content-type'] ?? ''))) return [];
    if (SETS.has(name)) {
      const set = CASELESS.has(name) ? value.toLowerCase() : value;
      return [[name, [...new Set(set.split(',').map((each) => each.trim()))]]];
    }
    if (name === 'set-cookie') return [[name, value.split(/,\s*(?=[^;,\s]+=)/).map(cookie)]];
    if (name === 'content-type') return [[name, value.toLowerCase().replace(/\s*;\s*/g, '; ')]];
    return [[name, value]];
  });
  return Object.fromEntries(compared);
}

/** A cookie's name and attributes. Its value is a secret of the deployment. */
function cookie(text: string): Json {
  const [pair = '', ...attributes] = text.split(';').map((each) => each.trim());
  const split = pair.indexOf('=');
  return { name: pair.slice(0, split), password: pair.slice(split + 1), attributes };
}
