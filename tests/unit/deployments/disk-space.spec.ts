import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'playwright/test';
import {
  demandRoom,
  nearestExisting,
  orDiskFull,
  roomIn,
  watchDisks,
} from '../../../src/deployments/machine/disk-space.ts';

const FULL = 'full';
const room = (folder: string): number => (folder === FULL ? 4096 : 500 * 1024 * 1024);

test('the free space of a missing folder is that of its nearest existing parent', () => {
  expect(nearestExisting(join(tmpdir(), 'not', 'there'))).toBe(tmpdir());
  expect(roomIn(join(tmpdir(), 'not', 'there'))).toBeGreaterThan(0);
});

test('too little space is an error that names the folder, the free and the required space', () => {
  expect(() => demandRoom(['a', FULL], 1024 * 1024, room)).toThrow(
    'The disk of full is full: 0 MB are left, 1 MB are needed',
  );
  demandRoom(['a', 'b'], 1024 * 1024, room);
});

test('any error on a full disk is reported as a full disk', () => {
  const failed = new Error('needs the admin role');
  expect(orDiskFull(failed, ['a', FULL], room)).toMatchObject({ code: 'DISK_FULL', cause: failed });
  expect(orDiskFull(failed, ['a'], room)).toBe(failed);
  const quota = Object.assign(new Error('write'), { code: 'EDQUOT' });
  expect(orDiskFull(quota, ['a'], room)).toMatchObject({ code: 'DISK_FULL', cause: quota });
});

test('a disk that becomes full is reported once; one that cannot be read is not full', async () => {
  let left = 2 * 1024 * 1024;
  const reported: unknown[] = [];
  const end = watchDisks(
    ['gone', FULL],
    (error) => reported.push(error.message),
    (folder) => {
      if (folder === 'gone') throw new Error('ENOTCONN');
      return left;
    },
  );
  await sleep(300);
  expect(reported).toEqual([]);
  left = 0;
  await expect.poll(() => reported).toEqual(['The disk of full is full: nothing is left']);
  await sleep(300);
  expect(reported).toHaveLength(1);
  end();
});

test('a watch that has ended reports nothing', async () => {
  const end = watchDisks([FULL], () => expect(true).toBe(false), room);
  end();
  await sleep(300);
});
