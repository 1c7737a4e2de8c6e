import type { Correspondence } from './correspondence.ts';

const MEMBERS = /\.([A-Za-z_]\w*)|\['((?:[^'\\]|\\.)+)'\]/g;

/**
 * What the integer at a path identifies: `$.aggregates[0].id` and `$.aggregate_id` an aggregate. Undefined for any
 * other number.
 */
export function identified(path: string): string | undefined {
  const names = [...path.matchAll(MEMBERS)].map((match) => match[1] ?? match[2] ?? '');
  const last = names.pop() ?? '';
  if (last === 'id') return (names.pop() ?? 'thing').replace(/s$/, '');
  return last.endsWith('_id') ? last.slice(0, -'_id'.length) : undefined;
}

/** Whether two integers that identify things of a kind stand for each other. */
export const pairNumbers = (
  kind: string,
  baseline: number,
  target: number,
  correspondence: Correspondence,
): boolean => correspondence.pair(`${kind} ${baseline}`, `${kind} ${target}`);

/** Whether two texts are the same but for integers that were met as ids of corresponding things. */
export function sameButNumbers(baseline: string, target: string, correspondence: Correspondence): boolean {
  const [left, right] = [baseline.split(/(\d+)/), target.split(/(\d+)/)];
  return (
    left.length === right.length &&
    left.every((part, index) => {
      const other = right[index] as string;
      return part === other || (index % 2 === 1 && correspondence.hasNumbers(part, other));
    })
  );
}
