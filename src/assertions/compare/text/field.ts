import { textHash } from './hash.ts';

/** The kind of a member, from its schema (`is:`) or its name. */
export type FieldKind =
  | 'id'
  | 'time'
  | 'heartbeat'
  | 'duration'
  | 'secret'
  | 'address'
  | 'name'
  | 'version'
  | 'own';

export const FIELD_KINDS = [
  'id',
  'time',
  'heartbeat',
  'duration',
  'secret',
  'address',
  'name',
  'version',
  'own',
] as const satisfies readonly FieldKind[];

/** Properties of a member that follow from its name, for every service. */
export interface Field {
  readonly name: string;
  readonly one: number;
  readonly other: number;
  readonly kind: FieldKind | undefined;
  /**
   * The kind of resource that an integer member identifies: `aggregate` for `aggregate_id`; '' for `id`, which
   * identifies the object itself.
   */
  readonly identifies: string | undefined;
  /** Whether it is a list, as `aggregate_ids`. Its integers are ids only if they were met: some lists number other things. */
  readonly isList: boolean;
  /** Whether the name itself may be an id, as in a map with ids as keys. */
  readonly mayHoldIds: boolean;
  /** Fields of the first members of the last object below it. Objects of a list mostly have the same members. */
  readonly below: Field[];
}

/** Name patterns; the first match wins. A schema's declaration overrides them. */
const NAMES: readonly (readonly [RegExp, FieldKind])[] = [
  // Not `bypass` or `compass`.
  [/passw(or)?d$|(^|[^a-z]|admin|root|user)pass$/i, 'secret'],
  [/[a-z](Pass|Secret|Token)$/, 'secret'],
  [/(^|[^a-z])(secret|token|(auth|api|access|secret)_?key)$/i, 'secret'],
  [/^(uptime|duration|elapsed|(total_)?hours|total_\w+_usage)$/, 'duration'],
  [/version|release|firmware|revision|build/i, 'version'],
  [/^((id|uuid)s?|owner)$|_(id|uuid)s?$|[a-z]I[dD]s?$/, 'id'],
  [/name|description|label|title|alias|summary|metadata/i, 'name'],
  [
    /addr|(^|[_-])ips?($|[_-])|accessIP|gateway|cidr|url|href|location|^host$|subnet|^(self|next|first|dns)$/i,
    'address',
  ],
];

function kindOf(name: string): FieldKind | undefined {
  for (const [form, kind] of NAMES) if (form.test(name)) return kind;
  return undefined;
}

const fields = new Map<string, Field>();
/** Bounds the cache, since names come from deployments. */
const MOST_NAMES = 20_000;

/** A class, because V8 would put the million fields of an answer with a million names into memory that it frees late. */
class NamedField implements Field {
  readonly name: string;
  readonly one: number;
  readonly other: number;
  readonly kind: FieldKind | undefined;
  readonly identifies: string | undefined;
  readonly isList: boolean;
  readonly mayHoldIds: boolean;
  readonly below: Field[] = [];

  constructor(name: string) {
    const { one, other } = textHash(name, 11, 12);
    this.name = name;
    this.one = one;
    this.other = other;
    this.kind = kindOf(name);
    this.isList = name.endsWith('_ids');
    const isReference = this.isList || name.endsWith('_id');
    this.identifies = name === 'id' ? '' : isReference ? /^(.+)_ids?$/.exec(name)?.[1] : undefined;
    this.mayHoldIds = name.length >= 7 && /\d|:[0-9a-f]*:|[0-9a-f]{8}/i.test(name);
  }
}

export function fieldOf(name: string): Field {
  const known = fields.get(name);
  if (known) return known;
  const field = new NamedField(name);
  if (fields.size < MOST_NAMES) fields.set(name, field);
  return field;
}

/** Members of an object whose fields are kept with it. */
const MOST_BELOW = 64;

/** The field of a member by its place in an object, as `fieldOf`, but faster if the last object had it at that place, too. */
export function fieldBelow({ below }: Field, place: number, name: string): Field {
  const last = below[place];
  if (last?.name === name) return last;
  const field = fieldOf(name);
  // Only cached fields are kept, so any number of names needs bounded memory.
  if (place < MOST_BELOW && place <= below.length && fields.has(name)) below[place] = field;
  return field;
}

/** The name of one item of a plural: `images` to `image`, `properties` to `property`. */
export const singular = (name: string): string => name.toLowerCase().replace(/ies$/, 'y').replace(/s$/, '');

/**
 * The key of an identifying integer, `kind number`, whether it was written as a number or a string; undefined for other
 * values. Databases count from 1, so zero and negative numbers identify nothing.
 */
export function numberKey({ identifies }: Field, owner: string, digits: string): string | undefined {
  if (identifies === undefined || digits.length > MOST_DIGITS || !/^[1-9]\d*$/.test(digits)) return undefined;
  return `${singular(identifies || owner || 'thing')} ${digits}`;
}

/** Digits of the largest integer that JavaScript represents exactly. */
const MOST_DIGITS = 16;

/** The field of a value that is not a member. */
export const NO_FIELD: Field = fieldOf('');
