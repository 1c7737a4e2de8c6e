import type { FieldKind } from './field.ts';

/** A number within this many milliseconds of now is a time, even if nothing declares it. */
const NEAR = 86_400_000;

/**
 * Factors to milliseconds for seconds, milliseconds and microseconds since 1970. Only times from 2001 on are
 * recognised.
 */
const UNITS = [1000, 1, 0.001] as const;

/**
 * Milliseconds of an epoch time, if the field declares a time or the value is near now; else undefined. `unit` is 0 for
 * seconds, 1 for milliseconds, 2 for microseconds.
 */
export function epochMs(
  value: number,
  kind: FieldKind | undefined,
  now: number | undefined,
): { readonly ms: number; readonly unit: number } | undefined {
  if (!(value > 1e9 && value < 1e16)) return undefined;
  const unit = UNITS.findIndex((each) => value * each > 1e12 && value * each < 1e13);
  if (unit < 0) return undefined;
  const ms = value * (UNITS[unit] as number);
  const isDeclared = kind === 'time' || kind === 'heartbeat';
  return isDeclared || (now !== undefined && Math.abs(ms - now) < NEAR) ? { ms, unit } : undefined;
}
