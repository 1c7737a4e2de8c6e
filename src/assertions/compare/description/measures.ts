import type { Measure } from '../graph/graph.ts';
import { epochMs } from '../text/epoch.ts';
import type { FieldKind } from '../text/field.ts';

export interface FoundMeasure extends Pick<Measure, 'kind' | 'value'> {
  /** Measures can correspond only if their tags are equal. */
  readonly tag: number;
}

/** The duration or time that a number measures; undefined for other numbers. */
export function measureOf(
  value: number,
  name: string,
  kind: FieldKind | undefined,
  now: number | undefined,
): FoundMeasure | undefined {
  if (kind === 'duration') {
    // Whole seconds are rounded down, so a short time may be 0 on one side and 1 on the other.
    if (name === 'uptime') return { kind: 'seconds', value, tag: value < 0 ? 41 : 42 };
    const what = name.endsWith('hours') ? 'hours' : 'amount';
    return { kind: what, value, tag: 44 + Math.sign(value) };
  }
  const epoch = epochMs(value, kind, now);
  return epoch && { kind: kind === 'heartbeat' ? kind : 'time', value: epoch.ms, tag: 47 + epoch.unit };
}

/** Tolerances for durations. Half an hour, as for times; amounts are not limited. */
const SLACK = { seconds: 1800, hours: 0.5, amount: Number.POSITIVE_INFINITY };

/** Whether two durations are within the tolerance. */
export const areNear = (kind: keyof typeof SLACK, baseline: number, target: number): boolean =>
  Math.abs(baseline - target) <= SLACK[kind];
