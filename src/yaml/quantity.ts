const TIMES: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const SIZES: Readonly<Record<string, number>> = { KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30 };

/** Milliseconds of `200ms`, `30s`, `5m` or `2h`; undefined for other text. */
export const milliseconds = (text: string): number | undefined => quantity(text, TIMES);

/** Bytes of `64MB`, `100KB` or `1GB`; undefined for other text. */
export const bytes = (text: string): number | undefined => quantity(text, SIZES);

function quantity(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, number, unit = ''] = /^(\d{1,7})([A-Za-z]+)$/.exec(text) ?? [];
  return number === undefined || !Object.hasOwn(units, unit)
    ? undefined
    : Number(number) * (units[unit] as number);
}
