import { createContext, Script } from 'node:vm';

const LONGEST_MS = 1000;
const given = createContext({ expression: '', text: '', flags: '' });
const search = new Script('new RegExp(expression, flags).exec(text)');

/**
 * Result of a search that exceeded the time limit. A deployment can return a text on which an expression would run for
 * years.
 */
export const TOO_SLOW = 'too slow';

/**
 * Executes a regular expression with a time limit of one second. Returns the first match, null for none, or TOO_SLOW.
 */
export function boundedSearch(
  expression: string,
  text: string,
  flags = 'u',
): RegExpExecArray | null | typeof TOO_SLOW {
  Object.assign(given, { expression, text, flags });
  try {
    return search.runInContext(given, { timeout: LONGEST_MS });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return TOO_SLOW;
    throw error;
  }
}
