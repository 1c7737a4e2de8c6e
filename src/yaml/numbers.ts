/** A number of JSON, which is sent and compared as it is written, however many digits it has. */
const IS_JSON = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i;

/**
 * The text of a number that JavaScript would write differently, such as `1.0`; undefined for others. `1e3` is only
 * another spelling of 1000.
 */
export function ownText(source: string, value: number): string | undefined {
  if (!IS_JSON.test(source) || source === String(value)) return undefined;
  return /e/i.test(source) && sameDecimal(source, value) ? undefined : source;
}

/** Why a YAML number cannot be sent or compared as written; undefined if it can. */
export function numberMistake(
  source: string,
  value: number,
): { readonly message: string; readonly fix: string } | undefined {
  if (!Number.isFinite(value))
    return { message: 'JSON has no such number.', fix: 'Quote it if it is a string.' };
  const isKept =
    IS_JSON.test(source) ||
    (/^[-+]?0[xo]/i.test(source) ? Number.isSafeInteger(value) : sameDecimal(source, value));
  if (isKept) return undefined;
  return {
    message: `This number would become ${Object.is(value, -0) ? '0' : value}.`,
    fix: 'Write it in decimal digits, as JSON does.',
  };
}

/** Whether a number has the value of its text. */
export const sameDecimal = (source: string, value: number): boolean =>
  !Object.is(value, -0) && decimal(source) === decimal(String(value));

/** Sign, digits and exponent in a normal form. */
function decimal(text: string): string | undefined {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^([-+]?)(\d*)(?:\.(\d*))?(?:e([-+]?\d+))?$/i.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const short = digits.replace(/0+$/, '');
  if (short === '') return '0';
  return `${sign === '-' ? '-' : ''}${short}e${Number(exponent) - fraction.length + (digits.length - short.length)}`;
}
