import fc from 'fast-check';
import { uuids } from './arbitrary.ts';

/** Forms of ids that a deployment makes up, or that a client can choose. */
export const FORMS = ['uuid', 'mac', 'ipv4', 'ipv6', 'number', 'hex', 'secret'] as const;
export type IdForm = (typeof FORMS)[number];

/** Ids per form on each side, and those that the client chose. */
export const TOKENS = 4;
export interface Ids {
  readonly baseline: Readonly<Record<IdForm, readonly string[]>>;
  readonly target: Readonly<Record<IdForm, readonly string[]>>;
  readonly chosen: Readonly<Record<IdForm, readonly string[]>>;
  /** Chosen by nobody: they occur only where an answer is wrong. */
  readonly wrong: Readonly<Record<IdForm, readonly string[]>>;
}

const distinct = (count: number, one: fc.Arbitrary<string>): fc.Arbitrary<string[]> =>
  fc.uniqueArray(one, { minLength: count, maxLength: count });
const byte = fc.nat(255).map((value) => value.toString(16).padStart(2, '0'));
const digits = (length: number): fc.Arbitrary<string> =>
  fc.array(byte, { minLength: length / 2, maxLength: length / 2 }).map((all) => all.join(''));
const part = fc.integer({ min: 1, max: 250 });
const OF_FORM: Readonly<Record<IdForm, (count: number) => fc.Arbitrary<string[]>>> = {
  uuid: (count) => uuids(count, count),
  mac: (count) =>
    distinct(
      count,
      fc.tuple(byte, byte, byte).map((all) => `fa:16:3e:${all.join(':')}`),
    ),
  ipv4: (count) =>
    distinct(
      count,
      fc.tuple(part, part, part).map((all) => `10.${all.join('.')}`),
    ),
  ipv6: (count) =>
    distinct(
      count,
      fc.integer({ min: 0x1000, max: 0xffff }).map((n) => `2001:db8::${n.toString(16)}`),
    ),
  number: (count) => distinct(count, fc.integer({ min: 1, max: 99_999 }).map(String)),
  hex: (count) => distinct(count, digits(32)),
  secret: (count) => distinct(count, fc.stringMatching(/^[A-Za-z0-9]{8,14}$/)),
};

export const ids: fc.Arbitrary<Ids> = fc
  .record<Record<IdForm, string[]>>(
    Object.fromEntries(FORMS.map((form) => [form, OF_FORM[form](4 * TOKENS)])) as never,
  )
  .map((all): Ids => {
    const some = (from: number) =>
      Object.fromEntries(FORMS.map((form) => [form, all[form].slice(from, from + TOKENS)])) as never;
    return { baseline: some(0), target: some(TOKENS), chosen: some(2 * TOKENS), wrong: some(3 * TOKENS) };
  });

/** A part of an answer: a template of both sides' JSON. */
export type Node =
  /** Text or JSON that is equal on both sides; and what a wrong answer has in its place. */
  | { readonly plain: string; readonly wrong: string }
  | { readonly form: IdForm; readonly token: number; readonly mention: number; readonly isChosen: boolean }
  | {
      readonly second: number;
      readonly format: number;
      readonly otherFormat: number;
      readonly isChosen: boolean;
    }
  | { readonly list: readonly Node[] }
  | { readonly members: readonly (readonly [string, Node])[] }
  | { readonly form: 'uuid' | 'mac' | 'ipv4'; readonly byId: readonly (readonly [number, Node])[] };

const quoted = ([plain, wrong]: readonly [string, string]): Node => ({
  plain: JSON.stringify(plain),
  wrong: JSON.stringify(wrong),
});
const plainText = fc
  .oneof(
    fc.tuple(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 })),
    fc.constantFrom<[string, string]>(
      ...([
        ['active', 'ACTIVE'],
        ['vm-1', 'vm-2'],
        ['compute 2.1', 'compute 2.2'],
        ['Quota exceeded: 1 of 10', 'Quota exceeded: 2 of 10'],
        ['1.2.3.4.5', '1.2.3.4.6'],
        ['d41d8cd98f00b204e9800998ecf8427e', 'd41d8cd98f00b204e9800998ecf8427f'],
        ['2026-01-01', '2026-01-02'],
        ['0000-00-00T00:00:00Z', '0000-00-00T00:00:01Z'],
        ['/v2/images?limit=1', '/v2/images?limit=2'],
        ['a%2Fb', 'a/b'],
        ['100%', '100'],
        ['std::string', 'std::vector'],
        ['größe', 'grösse'],
        ['r-absolute', 'r-relative'],
        ['255.255.255.0', '255.255.0.0'],
        ['1', '2'],
        ['', ' '],
        ['true', 'True'],
      ] as const as unknown as [string, string][]),
    ),
  )
  .filter(([one, other]) => one !== other);
const NUMBERS = [
  '1',
  '1.0',
  '0',
  '-0',
  '9007199254740993',
  '9007199254740992',
  '1e15',
  '1000000000000000',
  '-1',
  '2',
  '0.5',
  '-0.0',
  '1e400',
  'NaN',
  '4294967297',
];
const number = fc
  .tuple(fc.constantFrom(...NUMBERS), fc.constantFrom(...NUMBERS))
  .filter(([one, other]) => one !== other)
  .map(([plain, wrong]): Node => ({ plain, wrong }));
const other = fc.constantFrom<Node>(
  { plain: 'true', wrong: 'false' },
  { plain: 'null', wrong: 'false' },
  { plain: 'null', wrong: '0' },
  { plain: '{}', wrong: '[]' },
  { plain: '1', wrong: '"1"' },
  { plain: '"null"', wrong: 'null' },
);

/** How texts mention an id, or a time. */
export const MENTIONS: readonly ((id: string) => string)[] = [
  (id) => id,
  (id) => `/v2/images/${id}/file`,
  (id) => `no such resource: ${id}.`,
  (id) => `${id},${id}`,
  (id) => `http://cloud/x?a=1&marker=${encodeURIComponent(id)}`,
  (id) => Buffer.from(`the next page begins after the resource ${id}`).toString('base64'),
  (id) => `["${id}"]`,
];
const id = fc.record({
  form: fc.constantFrom(...FORMS),
  token: fc.nat(TOKENS - 1),
  mention: fc.nat(MENTIONS.length - 1),
  isChosen: fc.boolean(),
});

const start = Date.UTC(2026, 10, 28, 10, 20, 30);
const iso = (ms: number): string => new Date(start + ms).toISOString().slice(0, 19);
const utc = (ms: number): string => new Date(start + ms).toUTCString();
/** The spellings of a time. */
export const TIMES: readonly ((ms: number) => string)[] = [
  iso,
  (ms) => `${iso(ms)}Z`,
  (ms) => `${iso(ms)}.000000`,
  (ms) => `${iso(ms)}.250Z`,
  (ms) => `${iso(ms)}+00:00`,
  (ms) => `${iso(ms)}-00:00`,
  (ms) => `${iso(ms)}+0000`,
  (ms) => `${iso(ms + 7_200_000)}+02:00`,
  (ms) => iso(ms).replace('T', ' '),
  (ms) => `${iso(ms).replaceAll(/[-:]/g, '')}Z`,
  (ms) => `${iso(ms)}z`,
  utc,
  (ms) => utc(ms).replace('GMT', 'UTC'),
  (ms) => utc(ms).replace('GMT', '+0000'),
];
const time = fc
  .record({
    second: fc.nat(900),
    format: fc.nat(TIMES.length - 1),
    otherFormat: fc.nat(TIMES.length - 1),
    isChosen: fc.boolean(),
  })
  .filter(({ format, otherFormat }) => format !== otherFormat);

const name = fc.constantFrom(
  'name',
  'size',
  'status',
  'tags',
  'links',
  'image',
  'metadata',
  'os-x:state',
  'message',
  'things',
  'constructor',
);
const members = (node: fc.Arbitrary<Node>) =>
  fc.uniqueArray(fc.tuple(name, node), { selector: ([key]) => key, maxLength: 4 });

/** The same template of other ids. */
function turned(node: Node, by: number): Node {
  const next = (token: number) => (token + by) % TOKENS;
  if ('token' in node) return { ...node, token: next(node.token) };
  if ('list' in node) return { list: node.list.map((each) => turned(each, by)) };
  if ('members' in node) return { members: node.members.map(([name, each]) => [name, turned(each, by)]) };
  if ('byId' in node)
    return { ...node, byId: node.byId.map(([token, each]) => [next(token), turned(each, by)]) };
  return node;
}

/** A document of any shape with several leaves. */
export const document: fc.Arbitrary<Node> = fc.letrec<{ node: Node; root: Node; container: Node }>((tie) => ({
  root: fc.array(tie('container'), { minLength: 2, maxLength: 4 }).map((list) => ({
    members: list.map((node, index): [string, Node] => [`of_${'abcd'[index]}`, node]),
  })),
  node: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    plainText.map(quoted),
    number,
    other,
    { arbitrary: time, weight: 2 },
    { arbitrary: id, weight: 6 },
    { arbitrary: tie('container'), weight: 5 },
  ),
  container: fc.oneof(
    fc.array(tie('node'), { minLength: 1, maxLength: 5 }).map((list) => ({ list })),
    // Elements that only their ids distinguish, some not even those.
    fc
      .tuple(tie('node'), fc.array(fc.nat(TOKENS - 1), { minLength: 2, maxLength: 5 }))
      .map(([node, turns]) => ({ list: turns.map((by) => turned(node, by)) })),
    members(tie('node')).map((all) => ({ members: all })),
    fc.record({
      form: fc.constantFrom('uuid' as const, 'mac' as const, 'ipv4' as const),
      byId: fc.uniqueArray(fc.tuple(fc.nat(TOKENS - 1), tie('node')), {
        selector: ([token]) => token,
        maxLength: 3,
      }),
    }),
  ),
})).root;
