import { Document, isCollection, isScalar, visit } from 'yaml';
import type { Draft, DraftStep } from './draft.ts';

/** Members whose values are written on one line. */
const ON_ONE_LINE = ['expect', 'capture', 'poll', 'headers', 'vars', 'tags'];

/** Writes a scenario file. @param clean removes secrets from a text */
export function scenarioYaml(
  name: string,
  draft: Draft,
  clean: (text: string) => string,
  tags: readonly string[] = ['imported'],
): string {
  const { service, steps, cleanup, vars } = draft;
  const versions = new Set(steps.filter(isNova(draft)).map(({ microversion }) => microversion));
  const common = service === 'nova' && versions.size === 1 ? [...versions][0] : undefined;
  const entry = (step: DraftStep) => entryOf(step, common);
  const data = {
    name: name.trim() || 'Imported requests',
    service,
    tags,
    ...(common ? { microversion: common } : {}),
    ...(vars.size > 0 ? { vars: Object.fromEntries(vars) } : {}),
    steps: steps.map(entry),
    ...(cleanup.length > 0 ? { cleanup: cleanup.map(entry) } : {}),
  };
  const document = new Document(texts(data, clean));
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || !isCollection(value)) return;
      const name = String(key.value);
      if (ON_ONE_LINE.includes(name) || (name === 'json' && JSON.stringify(value).length < 90))
        value.flow = true;
    },
  });
  return document.toString({ lineWidth: 120, aliasDuplicateObjects: false } as never);
}

const isNova =
  ({ service }: Draft) =>
  (step: DraftStep): boolean =>
    service === 'nova' && !step.path.startsWith('${glance}') && !step.path.startsWith('${neutron}');

function entryOf(step: DraftStep, common: string | undefined): Readonly<Record<string, unknown>> {
  const { poll, status, capture } = step;
  return {
    ...(step.name ? { name: step.name } : {}),
    ...(step.as ? { as: step.as } : {}),
    [step.method]: step.path,
    ...(step.microversion && step.microversion !== common ? { microversion: step.microversion } : {}),
    ...(step.headers ? { headers: step.headers } : {}),
    ...step.body,
    ...(step.unrouted ? { unrouted: true } : {}),
    ...(poll ? { poll: pollOf(poll) } : {}),
    ...(status === undefined ? {} : { expect: { status } }),
    ...(capture.size > 0 ? { capture: Object.fromEntries(capture) } : {}),
  };
}

function pollOf(poll: NonNullable<DraftStep['poll']>): Readonly<Record<string, unknown>> {
  if ('status' in poll) return { until: { status: poll.status }, timeout: '2m' };
  const stop = poll.state === 'ERROR' ? {} : { stop_on: { body: { [poll.path]: 'ERROR' } } };
  return { until: { body: { [poll.path]: poll.state } }, ...stop, timeout: '2m' };
}

function texts(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map((each) => texts(each, clean));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [clean(key), texts(each, clean)]));
}
