import colors from 'picocolors';
import type { Verdict } from '../../model.ts';

const PAINT: Readonly<Record<Verdict, (text: string) => string>> = {
  identical: colors.green,
  gone: colors.green,
  differs: colors.red,
  refused: colors.red,
  blocked: colors.yellow,
  unreached: colors.dim,
  unavailable: colors.dim,
};

export const paintVerdict = (verdict: Verdict, text: string = verdict): string => PAINT[verdict](text);

export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

/** A duration with its unit: `0.4 s`, `94 s`, `12 min`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}
