/** Why a YAML number cannot be sent or compared as written; undefined if it can. */
export function numberMistake(
  source: string,
  value: number,
): { readonly message: string; readonly fix: string } | undefined {
  if (!Number.isFinite(value))
    return { message: 'JSON has no such number.', fix: 'Quote it if it is a string.' };
  if (/^[-+]?0[xo]/i.test(source) ? Number.isSafeInteger(value) : sameDecimal(source, value))
    return undefined;
  return {
    message: `This number would become ${Object.is(value, -0) ? '0' : value}.`,
    fix: 'Write a body that needs it as `text:`, and expect it with `matches`.',
  };
}

const sameDecimal = (source: string, value: number): boolean =>
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
