import type { Graph } from './graph.ts';
import type { Partition } from './partition.ts';

/**
 * Merges the colours of elements at a place if some are more frequent on the baseline and others on the target. An
 * element with a differing leaf can then match its partner, which connections identify.
 * @returns the colour of each vertex before merging
 */
export function evenOut(graph: Graph): readonly number[] {
  const shapes = [...graph.colour];
  const places = new Map<number, number[]>();
  const { to, label } = graph;
  for (let edge = 0; edge < to.length; edge++) {
    const element = to[edge] as number;
    if (graph.key[element] !== undefined || (shapes[element] as number) < 0) continue;
    const place = label[edge] as number;
    const known = places.get(place);
    if (known) known.push(element);
    else places.set(place, [element]);
  }
  let merged = MERGED;
  for (const elements of places.values()) {
    const surplus = surplusByShape(graph, shapes, elements);
    const uneven = new Set([...surplus].filter(([, more]) => more !== 0).map(([shape]) => shape));
    if (![1, -1].every((sign) => [...uneven].some((shape) => (surplus.get(shape) as number) * sign > 0)))
      continue;
    merged--;
    for (const element of elements) if (uneven.has(shapes[element] as number)) graph.colour[element] = merged;
  }
  return shapes;
}

/** Below the colours of ids and of vertices left open by earlier answers. */
const MERGED = -1e12;

/** For each shape, the number of elements on the baseline minus the number on the target. */
function surplusByShape(
  graph: Graph,
  shapes: readonly number[],
  elements: Iterable<number>,
): Map<number, number> {
  const surplus = new Map<number, number>();
  for (const element of elements) {
    const shape = shapes[element] as number;
    const one = graph.side[element] === 'baseline' ? 1 : -1;
    surplus.set(shape, (surplus.get(shape) ?? 0) + one);
  }
  return surplus;
}

/**
 * Divides classes by shape where both sides have the same shapes. Returns them unchanged if that leads to a
 * contradiction.
 */
export function dividedByShape(graph: Graph, shapes: readonly number[], refined: Partition): Partition {
  const divided = refined.copy();
  for (let one = 0; one < refined.classes; one++) {
    if (refined.isPair(one)) continue;
    const members = refined.membersOf(one);
    const surplus = surplusByShape(graph, shapes, members);
    if (surplus.size < 2 || [...surplus.values()].some((more) => more !== 0)) continue;
    const groups = new Map<number, number[]>();
    for (const vertex of members) {
      const group = groups.get(shapes[vertex] as number);
      if (group) group.push(vertex);
      else groups.set(shapes[vertex] as number, [vertex]);
    }
    divided.divide(one, [...groups.values()]);
  }
  divided.refine(true);
  return divided.unbalanced === 0 ? divided : refined;
}
