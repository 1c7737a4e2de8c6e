/**
 * Measures the comparison of two responses that only differ in ids and times, relative to parsing and writing them.
 *
 * Usage: node benchmarks/comparison/compare.mjs [megabytes ...]      (default: 1 5 10 50)
 *
 * The ratio is the CPU time of our comparison over that of `JSON.parse` and `JSON.stringify` of the same two bodies, in
 * the same process and round. It should be at most 3. CPU time includes that of the engine's compiler and garbage
 * collector. Each listing has its own process and two ratios, both medians of five rounds:
 *
 * - `first`: the first rounds of the process. At 1 MB, the engine still compiles the comparison.
 * - `later`: after the process compared other, small listings of each kind, as the process of a run has.
 *
 * `longest` is the CPU time of the longest slice, during which the event loop waits. `peak` is the process's largest
 * resident memory, which includes the bodies as text and parsed.
 */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { imported } from '../../scripts/bundle.mjs';

const { Correspondence, compareResponses } = await imported(
  'compare',
  'assertions/compare/correspondence.ts',
  'assertions/compare/response.ts',
);

const ROUNDS = 5;

/** As the first argument, measures one listing in this process. */
const ONE = '--one';

/** Shuffles the list into the same permutation every time. */
function shuffled(list) {
  let state = 7;
  for (let index = list.length - 1; index > 0; index--) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    const other = state % (index + 1);
    [list[index], list[other]] = [list[other], list[index]];
  }
  return list;
}

const images = (start) => (index) => {
  const id = randomUUID();
  const at = `${new Date(start + index * 1000).toISOString().slice(0, 19)}Z`;
  return {
    ...{ id, name: `image ${index % 50}`, status: 'active', visibility: 'private', protected: false },
    ...{ created_at: at, updated_at: at, owner: 'a'.repeat(32), checksum: 'c'.repeat(32), size: 1 << 20 },
    ...{ self: `/v2/images/${id}`, file: `/v2/images/${id}/file`, tags: ['lts', 'daily'], min_disk: 0 },
    ...{ direct_url: `file:///stores/${id}`, container_format: 'bare', disk_format: 'qcow2', min_ram: 0 },
  };
};

/** Servers of a few images. Only their connections distinguish them. */
const servers = () => {
  const shared = Array.from({ length: 40 }, () => randomUUID());
  return (index) => {
    const id = randomUUID();
    return {
      ...{
        id,
        name: `vm ${index % 7}`,
        status: 'ACTIVE',
        image: { id: shared[(index * index) % 40] },
        tags: ['a'],
      },
      ...{
        links: [{ rel: 'self', href: `/servers/${id}` }],
        metadata: { role: 'db' },
        'OS-EXT-STS:power_state': 1,
      },
      ...{
        addresses: { net: [{ addr: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`, version: 4 }] },
      },
    };
  };
};

const LISTINGS = {
  'images in order': [images, false],
  'images, permuted': [images, true],
  'servers of 40 images, permuted': [servers, true],
};

function listing(make, bytes, isShuffled) {
  const list = [];
  for (let size = 0; size < bytes; size += JSON.stringify(list[0]).length + 1) list.push(make(list.length));
  return { list: isShuffled ? shuffled(list) : list };
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const cpu = (action) => {
  const before = process.cpuUsage();
  const result = action();
  const { user, system } = process.cpuUsage(before);
  return [(user + system) / 1000, result];
};

/** @param watch runs each slice. Only `longestSlice` measures slices, because measuring takes CPU time itself */
function ours([baseline, target], watch = (slice) => slice()) {
  const answer = (value) => ({ status: 200, headers: {}, body: { kind: 'json', value } });
  const how = { correspondence: new Correspondence(), own: { baseline: [], target: [] }, path: '/v2/images' };
  const comparison = compareResponses(answer(baseline), answer(target), how);
  for (;;) {
    const { done, value } = watch(() => comparison.next());
    if (!done) continue;
    if (value.length > 0)
      throw new Error(`${value.length} differences between equivalent bodies: ${value[0].path}`);
    return;
  }
}

/** Returns the CPU time of the longest slice in milliseconds. */
function longestSlice(bodies) {
  let longest = 0;
  ours(bodies, (slice) => {
    const [ms, result] = cpu(slice);
    longest = Math.max(longest, ms);
    return result;
  });
  return longest;
}

const textsOf = (name, megabytes) => {
  const [kind, isShuffled] = LISTINGS[name];
  return [Date.UTC(2026, 0, 1), Date.UTC(2026, 5, 1)].map((start, side) =>
    JSON.stringify(listing(kind(start), megabytes * 1e6, isShuffled && side === 1)),
  );
};
const parsed = (texts) => texts.map((text) => JSON.parse(text));

/** Returns the median CPU times in milliseconds of the floor and of our comparison. */
function measured(texts) {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const [floor, bodies] = cpu(() => parsed(texts).map((body) => [JSON.stringify(body), body][1]));
    const [ms] = cpu(() => ours(bodies));
    return { floor, ms };
  });
  return ['floor', 'ms'].map((each) => median(rounds.map((round) => round[each])));
}

const SMALL = 0.05;
const WARM_UPS = 20;

function measure(name, megabytes) {
  const texts = textsOf(name, megabytes);
  const [firstFloor, first] = measured(texts);
  for (let round = 0; round < WARM_UPS; round++)
    for (const other of Object.keys(LISTINGS)) ours(parsed(textsOf(other, SMALL)));
  const [floor, ms] = measured(texts);
  const longest = longestSlice(parsed(texts));
  const cells = [
    `first ${(first / firstFloor).toFixed(2)} times`,
    `later ${(ms / floor).toFixed(2)} times`,
    `${(ms / megabytes).toFixed(1)} ms/MB`,
    `longest ${longest.toFixed(0)} ms`,
    `peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  ];
  const elements = JSON.parse(texts[0]).list.length;
  console.log(`${megabytes} MB, ${elements} elements, ${name}: ${cells.join(', ')}`);
}

const [first, ...rest] = process.argv.slice(2);
if (first === ONE) measure(rest[0], Number(rest[1]));
else {
  const sizes = first === undefined ? [1, 5, 10, 50] : [first, ...rest];
  for (const megabytes of sizes)
    for (const name of Object.keys(LISTINGS))
      execFileSync(process.execPath, [import.meta.filename, ONE, name, String(megabytes)], {
        stdio: 'inherit',
      });
}
