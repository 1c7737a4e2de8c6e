import type { FieldKind } from './field.ts';

/** Milliseconds from now within which a number is a time, though nothing says so. */
const NEAR = 86_400_000;

/** Seconds, milliseconds, and microseconds since 1970, each from 2001 on: what to multiply them with. */
const UNITS = [1000, 1, 0.001] as const;

/** The time that a number is, where a field says so or it is near now. `unit`: seconds, or a fraction of a second. */
export function epochMs(
  value: number,
  kind: FieldKind | undefined,
  now: number | undefined,
): { readonly ms: number; readonly unit: number } | undefined {
  if (!(value > 1e9 && value < 1e16)) return undefined;
  const unit = UNITS.findIndex((each) => value * each > 1e12 && value * each < 1e13);
  if (unit < 0) return undefined;
  const ms = value * (UNITS[unit] as number);
  const isSaid = kind === 'time' || kind === 'heartbeat';
  return isSaid || (now !== undefined && Math.abs(ms - now) < NEAR) ? { ms, unit } : undefined;
}
