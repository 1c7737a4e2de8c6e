import type { Json } from '../model.ts';
import type { DocPath } from './yaml-file.ts';

interface Branch {
  /** Whether this part itself is removed. */
  broken: boolean;
  readonly children: Map<string, Branch>;
}

/**
 * A copy of `value` without the parts at these paths, so that the rest has the schema's shape. A removed list item
 * becomes null, so that others keep their index.
 */
export function soundParts(value: Json, paths: readonly DocPath[]): Json {
  const root: Branch = { broken: false, children: new Map() };
  for (const path of paths) {
    let branch = root;
    for (const part of path) {
      const known = branch.children.get(String(part));
      const child = known ?? { broken: false, children: new Map() };
      if (!known) branch.children.set(String(part), child);
      branch = child;
    }
    branch.broken = true;
  }
  return without(value, root) ?? null;
}

function without(value: Json, { broken, children }: Branch): Json | undefined {
  if (broken) return undefined;
  if (children.size === 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    return value.map((item: Json, index) => {
      const branch = children.get(String(index));
      return branch ? (without(item, branch) ?? null) : item;
    });
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      const branch = children.get(key);
      const left = branch ? without(item, branch) : item;
      return left === undefined ? [] : [[key, left]];
    }),
  );
}
