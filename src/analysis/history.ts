import type {
  Changes,
  CoverageLevels,
  EndpointSummary,
  Flaky,
  RunFile,
  RunSummary,
  Service,
  StepResult,
  Timing,
  Verdict,
} from '../model.ts';
import { costOf } from './cost.ts';

/** Orders verdicts from worst known to best. `gone` is as good as `identical`. */
const GOODNESS: Readonly<Record<Verdict, number>> = {
  unreached: 0,
  unavailable: 1,
  blocked: 2,
  refused: 3,
  differs: 4,
  gone: 5,
  identical: 5,
};

/** The part of a run that the history stores. */
export function summaryOf(run: RunFile): RunSummary {
  const timings = new Map(timingsOf(run).map((timing) => [key(timing), timing.median]));
  const { id, startedAt, baseline, target, digest = '', releases } = run;
  return {
    version: 1,
    ...{ id, startedAt, baseline, target, digest },
    endpoints: run.endpoints.map(({ service, endpoint, verdict, levels }) => {
      const ms = timings.get(key({ service, endpoint }));
      return { service, endpoint, verdict, level: levelOf(levels), ms };
    }),
    missing: run.missing.map((query) => query.id),
    ms: Math.round(run.ms.total),
    releases,
    scenarios: Object.fromEntries(run.scenarios.map((scenario) => [scenario.id, Math.round(scenario.ms)])),
  };
}

/** Times of each endpoint, from the requests that both sides answered. */
export function timingsOf({ scenarios }: RunFile): Timing[] {
  const found = new Map<string, StepResult[]>();
  for (const step of scenarios.flatMap(({ steps }) => steps)) {
    const same = found.get(key(step));
    if (same) same.push(step);
    else found.set(key(step), [step]);
  }
  return [...found.values()].flatMap((steps) => {
    const [first] = steps;
    const cost = costOf(steps);
    return first && cost ? [{ service: first.service, endpoint: first.endpoint, ...cost }] : [];
  });
}

/** Changes of each endpoint and missing query since an earlier run. */
export function changesSince(earlier: RunSummary, now: RunSummary): Changes {
  const before = new Map(earlier.endpoints.map((each) => [key(each), each.verdict]));
  const verdicts = now.endpoints.flatMap(({ service, endpoint, verdict: to }) => {
    const from = before.get(key({ service, endpoint }));
    if (from === to) return [];
    const better = GOODNESS[to] > GOODNESS[from ?? 'unreached'];
    return [{ service, endpoint, to, better, from }];
  });
  return {
    since: { id: earlier.id, startedAt: earlier.startedAt },
    verdicts,
    appeared: now.missing.filter((id) => !earlier.missing.includes(id)),
    solved: earlier.missing.filter((id) => !now.missing.includes(id)),
    levels: countLevels(earlier.endpoints),
  };
}

/** Endpoints whose verdict changed between runs although target and digest did not. */
export function flakyEndpoints(history: readonly RunSummary[]): Flaky[] {
  const found = new Map<string, Flaky>();
  const last = new Map<string, Verdict>();
  for (const { target, digest, endpoints } of history) {
    for (const each of endpoints) {
      const { service, endpoint, verdict } = each;
      // Only runs of the same target and digest can be compared.
      const alike = `${target} ${digest} ${key(each)}`;
      const before = last.get(alike);
      last.set(alike, verdict);
      if (before === undefined || before === verdict) continue;
      const changes = (found.get(key(each))?.changes ?? 0) + 1;
      found.set(key(each), { service, endpoint, changes });
    }
  }
  return [...found.values()].sort((a, b) => b.changes - a.changes);
}

/** Live endpoints of each service at each coverage level; each level includes the ones above it. */
function countLevels(endpoints: readonly EndpointSummary[]): Changes['levels'] {
  const services = [...new Set(endpoints.map(({ service }) => service))];
  return Object.fromEntries(
    services.map((service) => {
      const own = endpoints.filter((each) => each.service === service && each.verdict !== 'gone');
      return [service, [1, 2, 3, 4].map((level) => own.filter((each) => each.level >= level).length)];
    }),
  );
}

const key = ({ service, endpoint }: { readonly service: Service; readonly endpoint: string }): string =>
  `${service} ${endpoint}`;

const levelOf = ({ called, answered, valid, identical }: CoverageLevels): number =>
  [called, answered, valid, identical].filter(Boolean).length;
