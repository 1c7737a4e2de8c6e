import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect } from 'playwright/test';
import { HarnessError } from '../../../src/errors.ts';
import { Changes } from '../../../src/execution/file-changes.ts';
import { test } from '../../support/files/folder.ts';

const INPUT = new PassThrough() as unknown as NodeJS.ReadStream;

test('a watched folder that is removed and comes back is a change', async ({ folder }) => {
  const watched = join(folder.path, 'scenarios');
  mkdirSync(watched);
  const changes = new Changes([watched], INPUT, () => {});
  try {
    await changes.ready();
    rmSync(watched, { recursive: true });
    // The look for removed folders comes once a second.
    await new Promise((done) => setTimeout(done, 2500));
    mkdirSync(watched);
    expect(await changes.next(AbortSignal.timeout(10_000))).toEqual({
      kind: 'files',
      files: new Set([watched]),
    });
  } finally {
    await changes.close();
  }
});

test('an interruption ends the wait for a change, with its reason', async ({ folder }) => {
  const stop = new AbortController();
  const changes = new Changes([folder.path], INPUT, () => {});
  const next = changes.next(stop.signal);
  const interrupted = new HarnessError('INTERRUPTED', 'Interrupted by SIGINT');
  stop.abort(interrupted);
  await expect(next).rejects.toBe(interrupted);
  await changes.close();
});
