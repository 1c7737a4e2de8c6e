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
    microversion: common,
    vars: vars.size > 0 ? Object.fromEntries(vars) : undefined,
    steps: steps.map(entry),
    cleanup: cleanup.length > 0 ? cleanup.map(entry) : undefined,
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
    name: step.name,
    as: step.as,
    [step.method]: step.path,
    microversion: step.microversion === common ? undefined : step.microversion,
    headers: step.headers,
    ...step.body,
    unrouted: step.unrouted,
    poll: poll && pollOf(poll),
    expect: status === undefined ? undefined : { status },
    capture: capture.size > 0 ? Object.fromEntries(capture) : undefined,
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
