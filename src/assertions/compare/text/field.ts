import { textHash } from './hash.ts';

/** What a member is, where a schema says it (`is:`) or its name does. */
export type FieldKind = 'id' | 'time' | 'heartbeat' | 'duration' | 'secret' | 'address' | 'name' | 'version';

export const FIELD_KINDS = [
  'id',
  'time',
  'heartbeat',
  'duration',
  'secret',
  'address',
  'name',
  'version',
] as const satisfies readonly FieldKind[];

/** What the name of a member says of its values, for all services alike. */
export interface Field {
  readonly name: string;
  readonly one: number;
  readonly other: number;
  readonly kind: FieldKind | undefined;
  /** Of integers that identify: `aggregate` for `aggregate_id`, '' for `id`, which identifies what it is a member of. */
  readonly identifies: string | undefined;
  /** Whether the name may itself hold an id, as in a map by ids. */
  readonly mayHoldIds: boolean;
}

/** Names in plain words; the first that fits. Schemas overrule them. */
const NAMES: readonly (readonly [RegExp, FieldKind])[] = [
  [/pass(word|wd)?$/i, 'secret'],
  [/^(uptime|duration|elapsed|(total_)?hours|total_\w+_usage)$/, 'duration'],
  [/version|release|firmware|revision|build/i, 'version'],
  [/^(id|uuid|owner)$|_(id|uuid)$|[a-z]I[dD]$/, 'id'],
  [/name|description|label|title|alias|summary|metadata/i, 'name'],
  [
    /addr|(^|[_-])ips?($|[_-])|accessIP|gateway|cidr|url|href|location|^host$|subnet|^(self|next|first|dns)$/i,
    'address',
  ],
];

const fields = new Map<string, Field>();
/** Names come from deployments: what is remembered of them is bounded. */
const MOST_NAMES = 20_000;

export function fieldOf(name: string): Field {
  const known = fields.get(name);
  if (known) return known;
  const { one, other } = textHash(name, 11, 12);
  const field: Field = {
    ...{ name, one, other },
    kind: NAMES.find(([form]) => form.test(name))?.[1],
    identifies: name === 'id' ? '' : name.endsWith('_id') ? name.slice(0, -'_id'.length) : undefined,
    mayHoldIds: name.length >= 7 && /\d|:[0-9a-f]*:|[0-9a-f]{8}/i.test(name),
  };
  if (fields.size < MOST_NAMES) fields.set(name, field);
  return field;
}

/** What a list or an object named in the plural has one of. */
export const singular = (name: string): string => name.toLowerCase().replace(/s$/, '');

/** What an integer that identifies is known by, `kind number`, be it written as a text or not; undefined for any other. */
export function numberKey({ identifies }: Field, owner: string, digits: string): string | undefined {
  if (identifies === undefined || digits.length > MOST_DIGITS || !/^-?\d+$/.test(digits)) return undefined;
  return `${singular(identifies || owner || 'thing')} ${digits}`;
}

/** Digits of the largest integer that JavaScript holds exactly. */
const MOST_DIGITS = 16;

/** Of a value that is no member of anything. */
export const NO_FIELD: Field = fieldOf('');
