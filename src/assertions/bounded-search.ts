import { createContext, Script } from 'node:vm';

const LONGEST_MS = 1000;
const given = createContext({ expression: '', text: '', flags: '' });
const search = new Script('new RegExp(expression, flags).exec(text)');

/** The search took too long: a deployment can answer a text for which an expression would need years. */
export const TOO_SLOW = 'too slow';

/** What a regular expression finds first in a text; null for nothing. It takes a second at most. */
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
