const VARIABLE =
  /^\$(?:\{([A-Za-z_]\w*(?:-\w+)*)(?::?[-=]((?:[^{}$`"'\\]|\$\w+)*)|:?\?[^{}]*|%{1,2}\/|\/#\\\/\/\$\w+\/)?\}|([A-Za-z_]\w*))/;
/** All items of an array, or all arguments of a function. */
const ALL = /^\$(?:\{([A-Za-z_]\w*)\[[@*]\]\}|\{?[@*]\}?)/;
const ARGUMENT = /^\$(?:\{(\d)\}|(\d))/;

/** Characters that a variable can have, with its braces. */
export const LONGEST_VARIABLE = 300;

/** The expansion that a `$` begins. */
export interface Dollar {
  /** Characters of the script that it takes. */
  readonly length: number;
  /** Its text in a word: `${NAME}` for a variable, else as in the script. */
  readonly text: string;
  /** The default from `${NAME:-value}` for a variable without a value. */
  readonly fallback?: { readonly name: string; readonly value: string };
  /** The reason why only a shell can expand it. */
  readonly problem?: string;
}

/**
 * The variable at the beginning of a text.
 * @param text begins with a `$` that does not begin a `$(…)`
 */
export function dollarIn(text: string, isInFunction: boolean): Dollar {
  const all = ALL.exec(text);
  if (all && (all[1] !== undefined || isInFunction))
    return { length: all[0].length, text: `\${${all[1] ?? ''}@}` };
  const argument = isInFunction ? ARGUMENT.exec(text) : null;
  if (argument) return { length: argument[0].length, text: `\${${argument[1] ?? argument[2]}}` };
  const found = VARIABLE.exec(text);
  if (!found) return { length: 1, text: '$', problem: problemOf(text) };
  const [whole, braced, value, plain] = found;
  const name = braced ?? plain ?? '';
  return {
    length: whole.length,
    text: `\${${name}}`,
    fallback: value === undefined ? undefined : { name, value },
  };
}

function problemOf(text: string): string | undefined {
  const next = text[1] ?? '';
  if (next === '{' && !text.includes('}')) return 'a variable is not ended by }';
  if (next === '{') return 'it changes a variable as only a shell can';
  return /[\d@*?#!$-]/.test(next) ? `it uses $${next}, which only a shell knows` : undefined;
}
