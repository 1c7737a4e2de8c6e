import type { ScenarioResult, Service } from '../../model.ts';
import { isElement } from './fields.ts';
import { CHANGE_KINDS, type ChangeKind, type Sighting, sightingsIn } from './sightings.ts';
import { similar } from './wording.ts';

/** One change of a service's API, however many requests show it. */
export interface Change {
  readonly kind: ChangeKind;
  readonly service: Service;
  /** What changed: both statuses, the names of fields or headers, the words lost and gained. */
  readonly what: string;
  /** Names of endpoints. */
  readonly endpoints: readonly string[];
  readonly steps: number;
  /** Every request that shows it comes after one that had an effect in only one of the releases. */
  readonly follows: boolean;
  readonly example: Sighting;
}

/**
 * The changes that a run of one release against another shows. Errors of the server that the baseline did not give come
 * first, then kinds in the order of CHANGE_KINDS, each with the most requests first; then what may follow from these.
 */
export function changesOf(scenarios: readonly ScenarioResult[]): Change[] {
  const groups: Group[] = [];
  const byLabel = new Map<string, Group[]>();
  for (const sighting of scenarios.flatMap(sightingsIn)) {
    const label = [sighting.step.service, sighting.kind, sighting.what].join('\n');
    const alike = byLabel.get(label) ?? [];
    byLabel.set(label, alike);
    const known = alike.find(({ first }) => similar(first.words, sighting.words));
    if (known) known.sightings.push(sighting);
    else {
      const group = { first: sighting, sightings: [sighting] };
      groups.push(group);
      alike.push(group);
    }
  }
  return together(groups)
    .map(changeOf)
    .sort(
      (a, b) =>
        Number(a.follows) - Number(b.follows) ||
        CHANGE_KINDS.indexOf(a.kind) - CHANGE_KINDS.indexOf(b.kind) ||
        b.steps - a.steps,
    );
}

interface Group {
  readonly first: Sighting;
  readonly sightings: Sighting[];
  readonly names?: readonly string[];
}

/** Kinds of which changes that the same steps show are one. */
const BY_STEPS = new Set<ChangeKind>(['gone', 'new', 'value', 'header']);

/** Requests up to which a text is rare. */
const RARE = 3;

/**
 * Fields that the same steps show are one change. So are all rare texts of a service, and the elements that a list lost
 * and gained.
 */
function together(groups: readonly Group[]): Group[] {
  const found = new Map<string, Group>();
  const stepNumbers = new Map<unknown, number>();
  const numberOf = ({ step }: Sighting): number => {
    const number = stepNumbers.get(step) ?? stepNumbers.size;
    stepNumbers.set(step, number);
    return number;
  };
  for (const group of groups) {
    const { kind, step, what } = group.first;
    const steps = [...new Set(group.sightings.map(numberOf))];
    const isList = (kind === 'gone' || kind === 'new') && isElement(what);
    const shared = isList
      ? ['elements', what]
      : BY_STEPS.has(kind)
        ? [kind, ...steps]
        : kind === 'text' && steps.length <= RARE
          ? [kind]
          : [found.size, 'own'];
    const key = [step.service, ...shared].join(' ');
    const { first = group.first, sightings = [], names = [] } = found.get(key) ?? {};
    found.set(key, {
      first: kind === 'gone' ? group.first : first,
      sightings: [...sightings, ...group.sightings],
      names: isList ? [what] : [...names, what],
    });
  }
  return [...found.values()];
}

function changeOf({ first, sightings, names = [] }: Group): Change {
  const { kind, shown, step } = first;
  const steps = new Set(sightings.map((each) => each.step));
  const direct = sightings.find(({ follows }) => !follows);
  return {
    ...{ kind, service: step.service, what: shown ? textsOf(shown, names.length) : names.join(', ') },
    endpoints: [...new Set(sightings.map((each) => nameOf(each.step.endpoint)))].sort(),
    steps: steps.size,
    follows: direct === undefined && kind !== 'regression',
    example: direct ?? first,
  };
}

const textsOf = (shown: string, count: number): string =>
  count === 1 ? shown : `${count} texts in up to ${RARE} requests each, such as ${shown}`;

/** A path that is no endpoint has its place in the scenario and the scenario's variables. */
const nameOf = (endpoint: string): string =>
  endpoint
    .replace(/ \([^()]*:\d+\)$/, '')
    .replace(/\$\{(?:glance|nova|nova_root|neutron)\}/, '')
    .replaceAll(/\$\{(\w+)\}/g, '{$1}');
