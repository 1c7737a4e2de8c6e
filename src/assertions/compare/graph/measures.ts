import { epochMs } from '../text/epoch.ts';
import type { FieldKind } from '../text/field.ts';
import type { Measure } from './graph.ts';

export interface FoundMeasure extends Pick<Measure, 'kind' | 'value'> {
  /** Equal for any two that can correspond. */
  readonly tag: number;
}

/** What a number measures: how long something took, or when it was; undefined for any other number. */
export function measureOf(
  value: number,
  name: string,
  kind: FieldKind | undefined,
  now: number | undefined,
): FoundMeasure | undefined {
  if (kind === 'duration') {
    // Whole seconds round down, so that a short time is none on one side and some on the other.
    if (name === 'uptime') return { kind: 'seconds', value, tag: value < 0 ? 41 : 42 };
    const what = name.endsWith('hours') ? 'hours' : 'amount';
    return { kind: what, value, tag: 44 + Math.sign(value) };
  }
  const epoch = epochMs(value, kind, now);
  return epoch && { kind: kind === 'heartbeat' ? kind : 'time', value: epoch.ms, tag: 47 + epoch.unit };
}

/** What two deployments may be apart in, as with times: half an hour. */
const SLACK = { seconds: 1800, hours: 0.5, amount: Number.POSITIVE_INFINITY };

/** Whether how long two things took is near enough. */
export const areNear = (kind: keyof typeof SLACK, baseline: number, target: number): boolean =>
  Math.abs(baseline - target) <= SLACK[kind];
