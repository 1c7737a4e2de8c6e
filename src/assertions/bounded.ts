import { createContext, Script } from 'node:vm';
import { messageOf } from '../errors.ts';
import { writeJson } from '../model.ts';
import { cutEnd } from './cut.ts';

/**
 * What a scenario or a schema asks of an answer cannot be determined, because of a value from a deployment. The message
 * says why.
 */
export class NotEvaluable extends Error {}

const given = createContext({});
const call = new Script('work()');

/**
 * Calls a function with a time limit. A deployment can return values on which an expression would run for years, and
 * nothing else stops code that does not wait, not even a signal.
 * @param what the function does, for the message
 * @param ms undefined for work that cannot take long: a limit takes 0.05 ms of CPU, more than most paths and schemas
 * @throws NotEvaluable if it throws or takes too long
 */
export function bounded<T>(what: string, ms: number | undefined, work: () => T): T {
  given.work = work;
  try {
    return ms === undefined ? work() : call.runInContext(given, { timeout: ms });
  } catch (error) {
    const isLate = (error as NodeJS.ErrnoException | undefined)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    throw new NotEvaluable(
      `${what} ${isLate ? `takes more than ${(ms ?? 0) / 1000} s` : `fails: ${messageOf(error)}`}`,
    );
  } finally {
    given.work = undefined;
  }
}

/** Milliseconds for one search. */
const LONGEST_SEARCH = 1000;

/**
 * Executes a regular expression with a time limit. Returns the first match, or null for none.
 * @param expression from a scenario; a variable in it may have any value
 * @throws NotEvaluable if it is not a regular expression, or if the search takes too long
 */
export function boundedSearch(expression: unknown, text: string, flags = 'u'): RegExpExecArray | null {
  const shown = cutEnd(typeof expression === 'string' ? expression : writeJson(expression as never), MOST);
  const pattern = compiled(expression, flags);
  if (!pattern) throw new NotEvaluable(`${shown} is not a regular expression`);
  return bounded(`the search for /${shown}/`, LONGEST_SEARCH, () => pattern.exec(text));
}

/** Characters to show of an expression. */
const MOST = 200;

function compiled(expression: unknown, flags: string): RegExp | undefined {
  try {
    return typeof expression === 'string' ? new RegExp(expression, flags) : undefined;
  } catch {
    return undefined;
  }
}
