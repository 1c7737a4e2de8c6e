import type { Difference, Json } from '../../model.ts';
import { compareArrays } from './arrays.ts';
import type { Comparing } from './comparing.ts';
import { alike, passed } from './durations.ts';
import { identified, pairNumbers } from './numbers.ts';
import { memberPath } from './path.ts';
import { compareText, isTime } from './text.ts';

/** The differences of two JSON values, each at its smallest path; none when they correspond. */
export function compareJson(baseline: Json, target: Json, path: string, comparing: Comparing): Difference[] {
  const kind = kindOf(baseline);
  if (kind !== kindOf(target)) return [{ kind: 'type', path, baseline, target }];
  if (kind === 'array') {
    return compareArrays({
      baseline: baseline as readonly Json[],
      target: target as readonly Json[],
      path,
      comparing,
      compare: (left, right, at) => compareJson(left, right, at, comparing),
    });
  }
  if (kind === 'object') return compareObjects(baseline as JsonObject, target as JsonObject, path, comparing);
  if (kind === 'string' && PASSWORD.test(path)) {
    // Made by the deployment unless the request named one; a redacted one would be the same everywhere.
    const corresponds = comparing.correspondence.pair(baseline as string, target as string);
    return corresponds ? [] : [{ kind: 'pairing', path, baseline, target }];
  }
  if (kind === 'string') {
    if (comparing.isUndated(path) && isTime(baseline as string) && isTime(target as string)) return [];
    const found = compareText(baseline as string, target as string, comparing.correspondence, comparing.own);
    return found ? [{ kind: found, path, baseline, target }] : [];
  }
  const { correspondence } = comparing;
  const named = identified(path);
  if (named && Number.isInteger(baseline) && Number.isInteger(target)) {
    const corresponds = pairNumbers(named, baseline as number, target as number, correspondence);
    return corresponds ? [] : [{ kind: 'pairing', path, baseline, target }];
  }
  if (baseline === target) return [];
  if (typeof baseline === 'number' && typeof target === 'number') {
    const member = passed(path);
    if (member && alike(member, baseline, target)) return [];
    const times = correspondence.isTime(baseline) && correspondence.isTime(target);
    if (times && correspondence.inOrder(baseline * 1000, target * 1000)) return [];
  }
  return [{ kind: 'value', path, baseline, target }];
}

/** Members that hold a server's password. */
const PASSWORD = /\.adminPass$/;

type JsonObject = Readonly<Record<string, Json>>;

const kindOf = (value: Json): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

function compareObjects(
  baseline: JsonObject,
  target: JsonObject,
  path: string,
  comparing: Comparing,
): Difference[] {
  const keys = [...new Set([...Object.keys(baseline), ...Object.keys(target)])];
  // Plain members first: the ids they pair tell the elements of a multiset apart.
  const [plain, lists] = [false, true].map((list) =>
    keys.filter((key) => Array.isArray(baseline[key]) === list),
  );
  return [...(plain ?? []), ...(lists ?? [])].flatMap((key): Difference[] => {
    const at = memberPath(path, key);
    if (!Object.hasOwn(target, key)) {
      return [{ kind: 'missing', path: at, baseline: baseline[key] as Json, target: null }];
    }
    if (!Object.hasOwn(baseline, key)) {
      return [{ kind: 'extra', path: at, baseline: null, target: target[key] as Json }];
    }
    return compareJson(baseline[key] as Json, target[key] as Json, at, comparing);
  });
}
