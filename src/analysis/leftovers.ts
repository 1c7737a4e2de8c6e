import type { Exchange, Json, Leftover, PerSide, Side, StepResult } from '../model.ts';
import { SIDES } from '../model.ts';
import { utcTime } from './utc-time.ts';
import { isFailing } from './verdict.ts';

export interface Before {
  /** When the run began, and when the scenario ended. Milliseconds since 1970. */
  readonly runStart: number;
  readonly scenarioEnd: number;
  /** Ids of what the run may find on each side. Undefined for a side that was empty before the run. */
  readonly shared: PerSide<ReadonlySet<string> | undefined>;
}

/** Milliseconds by which a deployment's clock may differ from ours. With a greater difference, nothing is a leftover. */
const CLOCK = 2000;
const MOST = 5;
const DEEPEST = 8;

/** Adds the resources that a failing step's answers contain although they are older than the run. */
export function withLeftovers(step: StepResult, before: Before): StepResult {
  if (!isFailing(step)) return step;
  const leftovers = SIDES.flatMap((side) => leftoversOf(side, step.exchanges[side], before));
  return leftovers.length > 0 ? { ...step, leftovers } : step;
}

function leftoversOf(side: Side, exchange: Exchange | undefined, before: Before): Leftover[] {
  const shared = before.shared[side];
  const body = exchange?.response.body;
  if (!shared || body?.kind !== 'json' || !agreesOnTime(exchange, before)) return [];
  const found = new Map<string, Leftover>();
  const search = (value: Json, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > DEEPEST || found.size === MOST) return;
    const { id, created } = resourceIn(value as Readonly<Record<string, Json>>);
    if (id !== undefined && created !== undefined && !shared.has(id)) {
      if (utcTime(created) < before.runStart - CLOCK) found.set(id, { side, id, created });
    }
    for (const child of Object.values(value)) search(child, depth + 1);
  };
  search(body.value, 0);
  return [...found.values()];
}

/** Whether the answer's clock shows a time within the run. */
function agreesOnTime(exchange: Exchange | undefined, { runStart, scenarioEnd }: Before): boolean {
  const shown = Date.parse(exchange?.response.headers.date ?? '');
  return shown >= runStart - CLOCK && shown <= scenarioEnd + CLOCK;
}

function resourceIn(value: Readonly<Record<string, Json>>): {
  readonly id?: string;
  readonly created?: string;
} {
  const id = value.id ?? value.namespace ?? value.name;
  const created = value.created_at ?? value.created;
  return {
    ...((typeof id === 'string' || typeof id === 'number') && { id: String(id) }),
    ...(typeof created === 'string' && { created }),
  };
}
