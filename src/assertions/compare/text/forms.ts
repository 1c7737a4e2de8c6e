/**
 * Forms of values that a deployment generates. Values in capitals have separate forms, because clients compare ids as
 * text.
 */
export const FORMS = [
  'text',
  'uuid',
  'UUID',
  'hex',
  'host',
  'fingerprint',
  'FINGERPRINT',
  'mac',
  'MAC',
  'ipv4',
  'ipv6',
  'IPV6',
  'reservation',
  'instance',
  'device',
  'row',
  'number',
  'secret',
  'time',
] as const;
export type Form = (typeof FORMS)[number];

export const FORM_NUMBER = Object.fromEntries(FORMS.map((form, index) => [form, index])) as Readonly<
  Record<Form, number>
>;

/** State of a scenario that the forms of a text depend on. */
export interface Context {
  /** Ids without dashes that are known beforehand, and can be within words. */
  readonly known: ReadonlySet<string>;
  /** Whether an id was met; an integer by the kind of its thing, `kind number`. */
  isMet(key: string): boolean;
  readonly hasNumbers: boolean;
  /** Kinds of resource in a failed request's path. The error message can show their numbers, which may be unknown. */
  readonly failed: ReadonlySet<string>;
}
