import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { discoveryCopy } from '../deployments/managed.ts';
import { HarnessError } from '../errors.ts';
import type { Service } from '../model.ts';

export interface CopyOptions {
  /** Folder to write to, `discovery/<service>` by default. */
  readonly output?: string;
  /** Write over a copy that was edited. */
  readonly force: boolean;
}

/** Writes a service's discovery copy, for its port to be worked on, and shows what it changes. */
export async function copy(
  service: Service,
  { output, force }: CopyOptions,
  { print }: { readonly print: (line: string) => void },
): Promise<number> {
  const folder = output ?? join('discovery', service);
  const file = join(folder, 'api.py');
  const { text, diff } = await discoveryCopy(service);
  const there = await readFile(file, 'utf8').catch(() => undefined);
  if (there !== undefined && there !== text && !force) {
    throw new HarnessError('COPY_FAILED', `${file} was edited, or made from another version`, {
      fix: 'Use --force to write over it, or --output to write elsewhere.',
    });
  }
  await mkdir(folder, { recursive: true });
  await writeFile(file, text);
  print(diff.trimEnd());
  print('');
  print(`Wrote ${file}. Name it in run-scenarios.yaml as the target's copy.`);
  return 0;
}
