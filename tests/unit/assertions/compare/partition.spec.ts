import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { Graph } from '../../../../src/assertions/compare/graph/graph.ts';
import { Partition } from '../../../../src/assertions/compare/graph/partition.ts';
import { finished } from '../../../../src/assertions/compare/response.ts';

interface Sketch {
  readonly colours: readonly number[];
  /** From, to and label. */
  readonly edges: readonly (readonly [number, number, number])[];
}

const SIZE = 14;
const vertex = fc.nat(SIZE - 1);

/** Random graphs, and chains in which a difference at one end reaches the other only after many rounds. */
const sketches: fc.Arbitrary<Sketch> = fc.record({
  colours: fc.array(fc.constantFrom(1, 2, 2 ** 40 + 1, -1001), { minLength: SIZE, maxLength: SIZE }),
  edges: fc.oneof(
    fc.array(fc.tuple(vertex, vertex, fc.nat(2)), { maxLength: 24 }),
    fc.constant([...Array(SIZE - 1).keys()].map((at) => [at, at + 1, 0] as const)),
  ),
});

function graphOf({ colours, edges }: Sketch): Graph {
  const graph = new Graph();
  colours.forEach((colour, index) => {
    graph.add(index % 2 === 0 ? 'baseline' : 'target', colour);
  });
  for (const [from, to, label] of edges) graph.connect(from, to, label);
  return graph;
}

/** Classes by repeating, until nothing changes: a vertex is what it was, and all that it is connected with. */
function classesOf({ colours, edges }: Sketch): string[] {
  let names = colours.map(String);
  for (let round = 0; round < SIZE; round++) {
    const next = names.map((name, at) => {
      const around = edges.flatMap(([from, to, label]) => [
        ...(from === at ? [`>${label}:${names[to]}`] : []),
        ...(to === at ? [`<${label}:${names[from]}`] : []),
      ]);
      return `${name}(${around.sort().join()})`;
    });
    const known = [...new Set(next)];
    names = next.map((name) => String(known.indexOf(name)));
  }
  return names;
}

/** For each vertex, the first one of its class. */
const firstAlike = (classes: readonly unknown[]): number[] => classes.map((one) => classes.indexOf(one));

test('two vertices are in one class if nothing distinguishes them', () => {
  fc.assert(
    fc.property(sketches, (sketch) => {
      const partition = finished(Partition.of(graphOf(sketch)));
      partition.refine(false);
      expect(firstAlike([...partition.classOf])).toEqual(firstAlike(classesOf(sketch)));
    }),
  );
});
