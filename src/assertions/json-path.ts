import { compile, type JSONPathNode, type JSONPathQuery } from 'json-p3';
import type { Json } from '../model.ts';

const compiled = new Map<string, JSONPathQuery>();
/** Bounds the cache, since paths may contain values of variables. */
const MOST = 1000;

/** The nodes of a value at a JSONPath. Paths are compiled once. @throws JSONPathError for an invalid path */
export function nodesAt(path: string, value: Json): readonly JSONPathNode[] {
  const known = compiled.get(path) ?? compile(path);
  if (compiled.size < MOST) compiled.set(path, known);
  return known.query(value as never).nodes;
}
