/** Characters that the sign of a redirection can have, with the blanks after it. */
export const LONGEST_OUTPUT_SIGN = 1000;
export const LONGEST_INPUT_SIGN = 80;

export interface OutputSign {
  readonly length: number;
  /** It goes to another stream, as with `2>&1`, and no file follows. */
  readonly isCopy: boolean;
  /** Redirects the output of the command, not its errors. */
  readonly isAnswer: boolean;
}

/** The sign of an output redirection at the beginning of a text: `>`, `>>`, `2>`, `&>` … */
export function outputSign(text: string): OutputSign {
  const [whole = '>', sign = ''] = /^(\d?&?>{1,2}[|&]?)[ \t]*(?:-|\d(?![\w./]))?/.exec(text) ?? [];
  return { length: whole.length, isCopy: /[&]\s*[\d-]$/.test(whole), isAnswer: !/^[02-9]/.test(sign) };
}

export interface InputSign {
  readonly length: number;
  /** The kind of the next word: the end of a here document, a text, or a file name. */
  readonly kind: 'document' | 'text' | 'file';
  /** `<<-`. */
  readonly dropsTabs: boolean;
  /** The end of the here document is quoted, so that its text has no variables. */
  readonly isLiteral: boolean;
}

/** The sign of an input redirection at the beginning of a text; undefined for `<(…)`. */
export function inputSign(text: string): InputSign | undefined {
  const [whole, dash, here] =
    /^(?:<<(-)?(?!<)[ \t]*|(<<<)[ \t]*|<[ \t]*(?!\())/.exec(text.slice(0, 40)) ?? [];
  if (whole === undefined) return undefined;
  const kind = here !== undefined ? 'text' : whole.startsWith('<<') ? 'document' : 'file';
  const isLiteral = /^(?:['"\\]|\w*['"\\])/.test(text.slice(whole.length, whole.length + 40));
  return { length: whole.length, kind, dropsTabs: dash !== undefined, isLiteral };
}
