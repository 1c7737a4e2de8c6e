import { query } from 'json-p3';
import type { Comparison, Difference, Json, Response } from '../../model.ts';
import type { Comparing } from './comparing.ts';
import type { Correspondence } from './correspondence.ts';
import { compareJson } from './json.ts';
import { memberPath } from './path.ts';
import { compareText, type OwnStrings } from './text.ts';

/**
 * Headers that speak of the connection or the moment, or that follow from the body, which is compared by itself.
 * They are of HTTP, not of a service; nothing else is left out.
 */
const TRANSPORT_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'server',
  'transfer-encoding',
  'via',
]);

export interface ResponseComparison {
  readonly correspondence: Correspondence;
  readonly own: { readonly baseline: OwnStrings; readonly target: OwnStrings };
  /** Path and query of the request, which tells whether lists have an order. */
  readonly path: string;
  readonly compare?: Comparison;
}

/** What differs between two responses; a differing status stands alone, since the rest follows from it. */
export function compareResponses(
  baseline: Response,
  target: Response,
  how: ResponseComparison,
): Difference[] {
  if (baseline.status !== target.status) {
    return [{ kind: 'status', path: 'status', baseline: baseline.status, target: target.status }];
  }
  const [now, nowOnTarget] = [baseline, target].map(({ headers }) => Date.parse(headers.date ?? ''));
  if (now && nowOnTarget) how.correspondence.setClock(now, nowOnTarget);
  return [...compareHeaders(baseline, target, how), ...compareBodies(baseline, target, how)];
}

function compareHeaders(
  baseline: Response,
  target: Response,
  { correspondence, own }: ResponseComparison,
): Difference[] {
  const names = new Set([...Object.keys(baseline.headers), ...Object.keys(target.headers)]);
  return [...names].sort().flatMap((name): Difference[] => {
    if (TRANSPORT_HEADERS.has(name)) return [];
    const left = baseline.headers[name];
    const right = target.headers[name];
    const same = left !== undefined && right !== undefined && !compareText(left, right, correspondence, own);
    return same
      ? []
      : [{ kind: 'header', path: `headers.${name}`, baseline: left ?? null, target: right ?? null }];
  });
}

function compareBodies(baseline: Response, target: Response, how: ResponseComparison): Difference[] {
  const left = baseline.body;
  const right = target.body;
  if (left.kind === 'json' && right.kind === 'json') {
    const isOrdered = orderedPaths(how, left.value);
    const undated = pathsIn(left.value, how.compare?.undated);
    return compareJson(left.value, right.value, '$', {
      ...how,
      isOrdered,
      isUndated: (at) => undated.has(at),
    });
  }
  if (left.kind === 'text' && right.kind === 'text') {
    const kind = compareText(left.text, right.text, how.correspondence, how.own);
    return kind ? [{ kind, path: '$', baseline: left.text, target: right.text }] : [];
  }
  if (left.kind === 'binary' && right.kind === 'binary') {
    return left.sha256 === right.sha256
      ? []
      : [
          {
            kind: 'value',
            path: '$',
            baseline: `${left.bytes} bytes, ${left.sha256}`,
            target: `${right.bytes} bytes, ${right.sha256}`,
          },
        ];
  }
  return left.kind === right.kind
    ? []
    : [{ kind: 'type', path: '$', baseline: left.kind, target: right.kind }];
}

/** A request that asks for an order orders the collection it lists: the arrays right below the root. */
function orderedPaths({ path, compare }: ResponseComparison, body: Json): Comparing['isOrdered'] {
  const sorted = /[?&](sort|sort_key|sort_dir)=/.test(path);
  const named = pathsIn(body, compare?.ordered);
  return (at) => named.has(at) || (sorted && /^\$\.\w+$/.test(at));
}

/** The places in a body that JSONPaths select. */
const pathsIn = (body: Json, jsonPaths: readonly string[] = []): ReadonlySet<string> =>
  new Set(
    jsonPaths.flatMap((each) =>
      query(each, body as never).nodes.map(({ location }) => location.reduce<string>(memberPath, '$')),
    ),
  );
