import { type RankedQuery, rankedQueries } from '../../analysis/ranking.ts';
import type { EndpointResult, Flaky, MissingQuery, RunSummary, StepResult, Timing } from '../../model.ts';
import { type EndpointKey, endpointKey, Links } from './links.ts';
import type { ReportData } from './report-data.ts';

/** A step with its scenario and position. */
export interface PlacedStep {
  readonly scenario: string;
  readonly index: number;
  readonly step: StepResult;
}

/** A report's data with the indexes that its pages use. */
export class Site {
  readonly data: ReportData;
  readonly links: Links;
  readonly ranked: readonly RankedQuery[];
  readonly missing: ReadonlyMap<string, MissingQuery>;
  readonly #steps = new Map<string, PlacedStep[]>();
  readonly #timings: ReadonlyMap<string, Timing>;
  readonly #flaky: ReadonlyMap<string, Flaky>;
  readonly #past = new Map<string, PastVerdict[]>();

  constructor(data: ReportData) {
    this.data = data;
    this.links = new Links(data);
    this.ranked = rankedQueries(data.run);
    this.missing = new Map(data.run.missing.map((query) => [query.id, query]));
    this.#timings = new Map(data.timings.map((timing) => [endpointKey(timing), timing]));
    this.#flaky = new Map(data.flaky.map((flaky) => [endpointKey(flaky), flaky]));
    for (const { id, steps } of data.run.scenarios)
      for (const [index, step] of steps.entries())
        push(this.#steps, endpointKey(step), { scenario: id, index, step });
    for (const { startedAt, digest, endpoints } of data.history)
      for (const each of endpoints) push(this.#past, endpointKey(each), { ...each, startedAt, digest });
  }

  readonly stepsOf = (key: EndpointKey): readonly PlacedStep[] => this.#steps.get(endpointKey(key)) ?? [];
  readonly timingOf = (key: EndpointKey): Timing | undefined => this.#timings.get(endpointKey(key));
  readonly flakyOf = (key: EndpointKey): Flaky | undefined => this.#flaky.get(endpointKey(key));
  readonly pastOf = (key: EndpointKey): readonly PastVerdict[] => this.#past.get(endpointKey(key)) ?? [];
  /** The endpoints that miss a query. */
  readonly lacking = (id: string): readonly EndpointResult[] =>
    this.data.run.endpoints.filter(({ missing }) => missing.includes(id));
  readonly failing = (): readonly EndpointResult[] => this.data.run.endpoints.filter(isFailingEndpoint);
}

/** An endpoint's verdict in an earlier run, with that run's date and digest. */
export type PastVerdict = RunSummary['endpoints'][number] & Pick<RunSummary, 'startedAt' | 'digest'>;

const isFailingEndpoint = ({ verdict }: Pick<EndpointResult, 'verdict'>): boolean =>
  verdict === 'refused' || verdict === 'differs' || verdict === 'blocked';

/** The results of the named endpoints. */
export const endpointsNamed = ({ data }: Site, names: readonly string[]): EndpointResult[] =>
  data.run.endpoints.filter(({ endpoint }) => names.includes(endpoint));

function push<T>(lists: Map<string, T[]>, name: string, value: T): void {
  const list = lists.get(name);
  if (list) list.push(value);
  else lists.set(name, [value]);
}
