/**
 * Time to compare two listings that say the same in other ids and times, beside jsondiffpatch and microdiff.
 *
 * Usage: npm run build && node benchmarks/compare.mjs [megabytes ...]      (default: 1 2 5 10)
 *
 * The peers do less: to them every id and time is a difference, and they take arrays by position (microdiff) or by the
 * id they are told to match by (jsondiffpatch). What matters is that the time per megabyte stays the same.
 */
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { create } from 'jsondiffpatch';
import microdiff from 'microdiff';
import { Correspondence } from '../dist/assertions/compare/correspondence.js';
import { compareResponses } from '../dist/assertions/compare/response.js';

const ROUNDS = 3;
/** jsondiffpatch takes time by the square of the length; above this it would take minutes. */
const MOST_FOR_JSONDIFFPATCH = 3;

function listing(bytes, start) {
  const images = [];
  for (let size = 0; size < bytes; size += 520) {
    const id = randomUUID();
    const at = new Date(start + images.length * 1000).toISOString();
    images.push({
      ...{
        id,
        name: `image ${images.length % 50}`,
        status: 'active',
        visibility: 'private',
        protected: false,
      },
      ...{ created_at: at, updated_at: at, owner: 'a'.repeat(32), checksum: 'c'.repeat(32), size: 1 << 20 },
      ...{ self: `/v2/images/${id}`, file: `/v2/images/${id}/file`, tags: ['lts', 'daily'], min_disk: 0 },
      ...{ direct_url: `file:///stores/${id}`, container_format: 'bare', disk_format: 'qcow2', min_ram: 0 },
    });
  }
  return { images };
}

const ours = (path) => (baseline, target) => {
  const answer = (value) => ({ status: 200, headers: {}, body: { kind: 'json', value } });
  const own = { baseline: [], target: [] };
  const how = { correspondence: new Correspondence(), own, path };
  const found = compareResponses(answer(baseline), answer(target), how);
  if (found.length > 0) throw new Error(`${found.length} differences where there is none`);
};
const byId = create({ objectHash: ({ id }) => id });
const CONTESTANTS = {
  'in order': ours('/v2/images?sort=name:asc'),
  'as a multiset': ours('/v2/images'),
  jsondiffpatch: (baseline, target) => byId.diff(baseline, target),
  microdiff: (baseline, target) => microdiff(baseline, target),
};

function median(action) {
  const times = Array.from({ length: ROUNDS }, () => {
    const started = performance.now();
    action();
    return performance.now() - started;
  });
  return times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)];
}

console.log(`ms per MB, median of ${ROUNDS}; ratio to microdiff`);
for (const megabytes of process.argv
  .slice(2)
  .map(Number)
  .concat(process.argv[2] ? [] : [1, 2, 5, 10])) {
  const baseline = listing(megabytes * 1e6, Date.UTC(2026, 0, 1));
  const target = listing(megabytes * 1e6, Date.UTC(2026, 5, 1));
  const times = Object.entries(CONTESTANTS)
    .filter(([name]) => name !== 'jsondiffpatch' || megabytes <= MOST_FOR_JSONDIFFPATCH)
    .map(([name, compare]) => [name, median(() => compare(baseline, target))]);
  const yardstick = times.find(([name]) => name === 'microdiff')[1];
  const size = `${(JSON.stringify(baseline).length / 1e6).toFixed(1)} MB`;
  const cells = times.map(
    ([name, ms]) => `${name} ${(ms / megabytes).toFixed(1)} (${(ms / yardstick).toFixed(1)})`,
  );
  console.log(`${size.padStart(8)}, ${baseline.images.length} images: ${cells.join(', ')}`);
}
