import { JSONPathEnvironment, type JSONPathNode, type JSONPathQuery } from 'json-p3';
import { type Json, MOST_DEPTH } from '../model.ts';
import { bounded } from './bounded.ts';

/** Reads every body that is accepted as JSON. The values of a body count as another level. */
const environment = new JSONPathEnvironment({ maxRecursionDepth: MOST_DEPTH + 2 });
const compiled = new Map<string, JSONPathQuery>();
/** Bounds the cache, since paths may contain values of variables. */
const MOST = 1000;

/** Whether a path can take long: it has a filter, which can have a regular expression, or visits all descendants. */
const canTakeLong = (path: string): boolean => /\?|\.\./.test(path);

/** Milliseconds for one path: enough for the largest bodies, but little for regular expressions. */
const limitOf = (path: string): number => (/\b(match|search)\(/.test(path) ? 1000 : 10_000);

/**
 * The nodes of a value at a JSONPath. Paths are compiled once.
 * @throws NotEvaluable for an invalid path, which values of variables can make, and for one that takes too long
 */
export const nodesAt = (path: string, value: Json): readonly JSONPathNode[] =>
  bounded('the JSONPath', canTakeLong(path) ? limitOf(path) : undefined, () => {
    const known = compiled.get(path) ?? environment.compile(path);
    if (compiled.size < MOST) compiled.set(path, known);
    return known.query(value as never).nodes;
  });
