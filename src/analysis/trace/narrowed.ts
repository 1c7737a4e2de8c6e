import type { Cell, MissingQuery, Narrowed, StepResult } from '../../model.ts';
import type { Located } from './blame/located.ts';
import { verbOf } from './pairs.ts';
import { requirementId } from './requirements.ts';

const READ = 'select';

/** A statement to repeat on SQLite and ROME. */
export interface Question {
  /** The digest of the statement, without its values. */
  readonly asked: number;
  /** Its parameters on the baseline, by name. */
  readonly given: Readonly<Record<string, Cell>>;
  /** The number of rows that the baseline read with it. */
  readonly rows?: number;
  /** The step's missing queries if this statement is at fault. */
  readonly missing: readonly MissingQuery[];
  /** The step's missing queries if the target has other rows; empty if no write explains them. */
  readonly stored: readonly MissingQuery[];
}

/**
 * The read that shows a step's fault, to repeat it. It is the located fault, or shows the one that was located instead.
 * @param missing the missing queries of the located fault
 * @param missingOf those of another one
 */
export function questionFor(
  located: Located | undefined,
  missing: readonly MissingQuery[],
  missingOf: (located: () => Located | undefined) => readonly MissingQuery[],
): Question | undefined {
  const shows = located?.read;
  const read = shows ?? located;
  const statement = read && repeatable(read);
  if (!statement) return undefined;
  if (shows) return { ...statement, missing: missingOf(() => shows), stored: missing };
  const { stored } = read;
  return { ...statement, missing, stored: stored ? missingOf(() => stored) : [] };
}

/**
 * The located statement, if both sides sent it in the failing step itself, and got other rows. Rows of an INSERT do not exist
 * before it.
 */
function repeatable({ divergence, inStep, edit }: Located): Omit<Question, 'missing' | 'stored'> | undefined {
  const event = divergence?.baseline;
  const isOfDatabase = divergence?.sameQuestion && divergence.method === undefined;
  if (inStep !== undefined || edit || event?.kind !== 'statement' || !isOfDatabase) return undefined;
  const { asked, given = [], sql, rows } = event;
  if (asked === undefined || verbOf(sql) === 'INSERT' || given.length > 1) return undefined;
  return { asked, given: given[0] ?? {}, ...(verbOf(sql) === 'SELECT' && { rows }) };
}

/** The step with what the narrowed statement needs, instead of what the step's own queries suggest. */
export function withNarrowed(step: StepResult, { missing }: Question, narrowed: Narrowed): StepResult {
  const [wrong, ...rest] = missing.filter(isInStep);
  if (!wrong) return step;
  const others = missing.filter((query) => !isInStep(query));
  const known = [wrong, ...rest].map(({ construct }) => construct);
  const construct =
    narrowed.needed.find((each) => known.includes(each)) ?? narrowed.needed[0] ?? wrong.construct;
  const { candidates: _, ...query } = wrong;
  const named = { ...query, construct, id: requirementId({ dbApi: wrong.dbApi, construct }), narrowed };
  return { ...step, missing: [named, ...others] };
}

/**
 * The step with the write that the target lost, because the statement that shows it is right. Without such a write, the
 * statement read wrong rows in the run, although none of its constructs is at fault.
 */
export function withStored(step: StepResult, { missing, stored }: Question): StepResult {
  const others = missing.filter((query) => !isInStep(query) && !stored.some(({ id }) => id === query.id));
  if (stored.length > 0) return { ...step, missing: [...stored, ...others] };
  const [wrong] = missing.filter(isInStep);
  if (!wrong) return step;
  const { candidates: _, ...query } = wrong;
  const evidence = `${wrong.evidence}; repeated over the same rows, it returns the right ones`;
  const read = { ...query, construct: READ, evidence };
  return { ...step, missing: [{ ...read, id: requirementId(read) }, ...others] };
}

const isInStep = ({ way, reached, surveyed, inStep }: MissingQuery): boolean =>
  way === 'wrong' && reached && !surveyed && inStep === undefined;
