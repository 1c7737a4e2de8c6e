import type { Json, Response } from '../../../model.ts';

/**
 * Headers that speak of the connection or the moment, or that follow from the body, which is compared by itself.
 * They are of HTTP, not of a service; nothing else is left out.
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

/** Headers whose values are a set, named with commas. Names of headers and directives have no case, methods have. */
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

/** A response's headers as a value to compare: sets as lists in no order, cookies with their values as secrets. */
export function comparedHeaders(
  { headers, body }: Response,
  method: string | undefined,
): Readonly<Record<string, Json>> {
  const compared = Object.entries(headers).flatMap(([name, value]): [string, Json][] => {
    // Of an answer without its body, the length is all that is said of it; that of JSON depends on its own URLs.
    const isLength = name === 'content-length' && method === 'HEAD' && body.kind === 'empty';
    if (TRANSPORT.has(name) && !(isLength && !/json|html/i.test(headers['content-type'] ?? ''))) return [];
    if (SETS.has(name)) {
      const set = CASELESS.has(name) ? value.toLowerCase() : value;
      return [[name, set.split(',').map((each) => each.trim())]];
    }
    if (name === 'set-cookie') return [[name, value.split(/,\s*(?=[^;,\s]+=)/).map(cookie)]];
    if (name === 'content-type') return [[name, value.toLowerCase().replace(/\s*;\s*/g, '; ')]];
    return [[name, value]];
  });
  return Object.fromEntries(compared);
}

/** What a cookie is called and how it is kept; its value is the deployment's. */
function cookie(text: string): Json {
  const [pair = '', ...attributes] = text.split(';').map((each) => each.trim());
  const split = pair.indexOf('=');
  return { name: pair.slice(0, split), password: pair.slice(split + 1), attributes };
}
