import { type PerSide, SIDES } from '../../model.ts';

/** One side's answer to one of the requests at once. */
export interface RacedAnswer {
  /** Answers are exchanged only between requests of one kind, such as those of one endpoint. */
  readonly kind: string;
  /** Absent without an answer. */
  readonly status?: number;
  /** Answers of one side with equal text are equal. */
  readonly text: string;
  /** Whether it is a matter of chance, so that it is not compared. */
  readonly varies: boolean;
}

/** An answer of each side, by the number of its request. */
export interface AnswerPair {
  readonly baseline: number;
  readonly target: number;
  /** False if both are a matter of chance. */
  readonly isCompared: boolean;
}

type Answers = PerSide<readonly RacedAnswer[]>;

/**
 * Compares an answer of each side, knowing what was learnt from the pairs before.
 * @returns what is known then; undefined if the answers differ
 */
export type AreEqual<Known> = (
  baseline: number,
  target: number,
  known: Known,
) => Generator<void, Known | undefined>;

/**
 * Pairs both sides' answers to requests at once, since the services may answer them in any order. As many as possible
 * are paired with an equal one; an answer without one is paired with its most likely counterpart.
 * @returns the pairs in the order in which they must be compared
 */
export function* pairAnswers<Known>(
  answers: Answers,
  known: Known,
  areEqual: AreEqual<Known>,
): Generator<void, AnswerPair[]> {
  const equal = (yield* allEqual(answers, known, areEqual)) ?? (yield* firstEqual(answers, known, areEqual));
  return [...equal, ...rest(answers, equal)];
}

const comparedOf = (answers: readonly RacedAnswer[]): number[] =>
  [...answers.keys()].filter((index) => {
    const answer = answers[index] as RacedAnswer;
    return answer.status !== undefined && !answer.varies;
  });

/** Pairs in which every answer has an equal one; undefined if there are none, or too many ways to try. */
function* allEqual<Known>(
  answers: Answers,
  known: Known,
  areEqual: AreEqual<Known>,
): Generator<void, AnswerPair[] | undefined> {
  const { baseline, target } = answers;
  const mine = comparedOf(baseline);
  const theirs = comparedOf(target);
  const statuses = (side: readonly RacedAnswer[], some: readonly number[]) =>
    some.map((index) => `${side[index]?.status} ${side[index]?.kind}`).sort();
  if (statuses(baseline, mine).join('\n') !== statuses(target, theirs).join('\n')) return undefined;
  let tries = 2 * mine.length ** 2;
  function* from(
    position: number,
    free: readonly number[],
    before: Known,
  ): Generator<void, AnswerPair[] | undefined> {
    const own = mine[position];
    if (own === undefined) return [];
    const failed = new Set<string>();
    for (const other of likely(own, free, answers)) {
      const { text } = target[other] as RacedAnswer;
      if (failed.has(text)) continue;
      if (tries-- <= 0) return undefined;
      const after = yield* areEqual(own, other, before);
      const further =
        after === undefined
          ? undefined
          : yield* from(
              position + 1,
              free.filter((each) => each !== other),
              after,
            );
      if (further) return [{ baseline: own, target: other, isCompared: true }, ...further];
      failed.add(text);
    }
    return undefined;
  }
  return yield* from(0, theirs, known);
}

/** The target's answers that may be equal to one of the baseline, the most likely first. */
function likely(own: number, free: readonly number[], { baseline, target }: Answers): number[] {
  const { kind, status, text } = baseline[own] as RacedAnswer;
  const times = (side: readonly RacedAnswer[], value: string) =>
    side.filter((each) => each.text === value).length;
  const unlike = (index: number) =>
    Number(times(baseline, text) !== times(target, target[index]?.text ?? '')) * 2 + Number(index !== own);
  return free
    .filter((index) => target[index]?.kind === kind && target[index]?.status === status)
    .sort((a, b) => unlike(a) - unlike(b));
}

/** Pairs of equal answers: first those to the same request, then any. */
function* firstEqual<Known>(
  answers: Answers,
  known: Known,
  areEqual: AreEqual<Known>,
): Generator<void, AnswerPair[]> {
  const pairs: AnswerPair[] = [];
  const free = {
    baseline: new Set(comparedOf(answers.baseline)),
    target: new Set(comparedOf(answers.target)),
  };
  let now = known;
  for (const isOwn of [true, false]) {
    for (const own of free.baseline) {
      for (const other of likely(own, [...free.target], answers)) {
        if (isOwn && other !== own) continue;
        const after = yield* areEqual(own, other, now);
        if (after === undefined) continue;
        now = after;
        pairs.push({ baseline: own, target: other, isCompared: true });
        free.baseline.delete(own);
        free.target.delete(other);
        break;
      }
    }
  }
  return pairs;
}

/** Reasons to pair two answers that have no equal one, the strongest first. */
const REASONS: readonly ((own: RacedAnswer, other: RacedAnswer, isSameRequest: boolean) => boolean)[] = [
  (own, other, isSame) => isSame && areChance(own, other) && own.status === other.status,
  (own, other) => areChance(own, other) && own.kind === other.kind && own.status === other.status,
  (own, other) => areChance(own, other) && own.kind === other.kind,
  (own, other) => own.kind === other.kind && own.status === other.status,
  (_own, _other, isSame) => isSame,
  (own, other) => own.kind === other.kind,
  () => true,
];

const areChance = (own: RacedAnswer, other: RacedAnswer): boolean => own.varies && other.varies;

function rest({ baseline, target }: Answers, paired: readonly AnswerPair[]): AnswerPair[] {
  const free = {
    baseline: new Set(baseline.keys()),
    target: new Set(target.keys()),
  };
  for (const pair of paired) for (const side of SIDES) free[side].delete(pair[side]);
  const pairs: AnswerPair[] = [];
  for (const isAlike of REASONS) {
    for (const own of free.baseline) {
      const mine = baseline[own] as RacedAnswer;
      const other = [...free.target].find((each) => isAlike(mine, target[each] as RacedAnswer, each === own));
      if (other === undefined) continue;
      pairs.push({
        baseline: own,
        target: other,
        isCompared: !areChance(mine, target[other] as RacedAnswer),
      });
      free.baseline.delete(own);
      free.target.delete(other);
    }
  }
  return pairs;
}
