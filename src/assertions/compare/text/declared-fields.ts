import type { Json } from '../../../model.ts';
import { FIELD_KINDS, type FieldKind } from './field.ts';

/** Kinds that a response's schema declares for its members with `is:`. Undeclared members are absent. */
export interface DeclaredField {
  readonly kind?: FieldKind;
  readonly members?: ReadonlyMap<string, DeclaredField>;
  /** Applies to members that are not named. */
  readonly any?: DeclaredField;
  readonly items?: DeclaredField;
}

const known = new WeakMap<object, DeclaredField | null>();

/** @param schema A plain JSON Schema @returns undefined if it declares nothing */
export function declaredFields(schema: Json | undefined): DeclaredField | undefined {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return undefined;
  const found = known.get(schema);
  if (found !== undefined) return found ?? undefined;
  const declared = read(schema as Readonly<Record<string, Json>>);
  known.set(schema, declared ?? null);
  return declared;
}

function read(schema: Readonly<Record<string, Json>>): DeclaredField | undefined {
  const { is, properties, additionalProperties, items, anyOf } = schema;
  const kind = FIELD_KINDS.find((each) => each === is);
  const named = Object.entries((properties ?? {}) as Readonly<Record<string, Json>>).flatMap(
    ([name, member]) => {
      const declared = declaredFields(member);
      return declared ? [[name, declared] as const] : [];
    },
  );
  const any = declaredFields(additionalProperties);
  const ofItems = declaredFields(items);
  const own: DeclaredField | undefined =
    kind || named.length > 0 || any || ofItems
      ? {
          kind,
          ...(named.length > 0 ? { members: new Map(named) } : {}),
          any,
          items: ofItems,
        }
      : undefined;
  return (Array.isArray(anyOf) ? anyOf : []).map(declaredFields).reduce(united, own);
}

/** Merges the declarations of alternatives. */
function united(one: DeclaredField | undefined, other: DeclaredField | undefined): DeclaredField | undefined {
  if (!one || !other) return one ?? other;
  const kind = one.kind ?? other.kind;
  const names = new Set([...(one.members?.keys() ?? []), ...(other.members?.keys() ?? [])]);
  const members = [...names].map(
    (name) => [name, united(one.members?.get(name), other.members?.get(name)) as DeclaredField] as const,
  );
  const any = united(one.any, other.any);
  const items = united(one.items, other.items);
  return {
    kind,
    ...(members.length > 0 ? { members: new Map(members) } : {}),
    any,
    items,
  };
}
