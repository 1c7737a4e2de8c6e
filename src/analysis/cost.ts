import type { Cost, StepResult } from '../model.ts';
import { SIDES } from '../model.ts';

/**
 * Milliseconds and round trips of one endpoint's steps; undefined if no step was answered on both sides. Requests at once
 * wait for each other, so they do not count.
 */
export function costOf(steps: readonly StepResult[]): Cost | undefined {
  const both = steps.filter(({ exchanges, atOnce }) => exchanges.baseline && exchanges.target && !atOnce);
  if (both.length === 0) return undefined;
  const [baseline, target] = SIDES.map((side) => both.map(({ exchanges }) => exchanges[side]?.ms ?? 0)) as [
    number[],
    number[],
  ];
  const at = (share: number) => ({ baseline: quantile(baseline, share), target: quantile(target, share) });
  const [median, p95] = [at(0.5), at(0.95)];
  const trips = both.flatMap(({ roundTrips }) => roundTrips ?? []);
  const ratioOf = (of: Cost['median']) => (of.baseline > 0 ? hundredths(of.target / of.baseline) : undefined);
  const ratios = { median: ratioOf(median), p95: ratioOf(p95) };
  return {
    requests: both.length,
    median,
    p95,
    ratio: {
      median: ratios.median,
      p95: ratios.p95,
    },
    roundTrips: trips.length > 0 ? { median: quantile(trips, 0.5), most: Math.max(...trips) } : undefined,
  };
}

/** Interpolates linearly between the two nearest values. `share` is from 0 to 1. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low = 0, high = low] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return hundredths(low + (high - low) * (at - Math.floor(at)));
}

const hundredths = (value: number): number => Math.round(value * 100) / 100;
