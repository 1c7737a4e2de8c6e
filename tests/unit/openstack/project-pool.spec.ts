import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect } from 'playwright/test';
import { freeProjects, ProjectPool } from '../../../src/openstack/project-pool.ts';
import { test } from '../../support/files/folder.ts';

const users = (index: number, what: string) => ({
  ...{ member: `${what}-${index}-m`, admin: `${what}-${index}-a` },
  ...{ reader: `${what}-${index}-r`, other: `${what}-${index}-o` },
});

const entry = (index: number) => ({
  ...{ project: `project-${index}`, other: `other-${index}` },
  ...{ users: users(index, 'user'), tokens: users(index, 'token') },
});

const poolOf = (folder: string, size: number): string => {
  const pool = join(folder, `pool-of-${size}`);
  mkdirSync(pool, { recursive: true });
  freeProjects(pool);
  writeFileSync(
    join(pool, 'projects.json'),
    JSON.stringify(Array.from({ length: size }, (_, i) => entry(i))),
  );
  return pool;
};

test('each project is taken once, regardless of the number and order of takers', { tag: '@long' }, ({
  folder,
}) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 12 }), fc.array(fc.nat(2), { maxLength: 30 }), (size, order) => {
      const pool = poolOf(folder.path, size);
      // Two pools opened at the start, and one opened when first used.
      const takers = [new ProjectPool(pool), new ProjectPool(pool)];
      const taken = order.flatMap((who) => {
        takers[who] ??= new ProjectPool(pool);
        return takers[who].take()?.project ?? [];
      });
      expect(new Set(taken).size).toBe(taken.length);
      expect(taken.length).toBe(Math.min(size, order.length));
    }),
    { numRuns: 50 },
  );
});

test('after a reset, all projects are available', ({ folder }) => {
  const pool = poolOf(folder.path, 2);
  const before = new ProjectPool(pool);
  expect([before.take()?.project, before.take()?.project, before.take()]).toEqual([
    ...['project-0', 'project-1'],
    undefined,
  ]);
  expect(new ProjectPool(pool).take()).toBeUndefined();
  freeProjects(pool);
  expect(new ProjectPool(pool).take()).toEqual(entry(0));
});
