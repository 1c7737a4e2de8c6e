import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test as base } from 'playwright/test';

/** A temporary folder with real files. */
export class Folder {
  readonly path: string;

  constructor() {
    this.path = mkdtempSync(join(tmpdir(), 'run-scenarios-test-'));
  }

  /** Writes a file, and creates its folders. Returns its absolute path. */
  write(name: string, content: string | Buffer): string {
    const file = join(this.path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** `test` with a temporary folder, which is removed afterwards. */
export const test = base.extend<{ folder: Folder }>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads which fixtures are needed from the pattern
  folder: async ({}, use) => {
    const folder = new Folder();
    await use(folder);
    folder.remove();
  },
});
