import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Mistakes } from '../../yaml/mistakes.ts';
import { readScenarioFile } from './scenario-file.ts';

/** A setup that scenarios can `use:`. */
export interface SetupFile {
  /** The name for `use:`, such as `_shared/two-images`. */
  readonly use: string;
  readonly file: string;
  readonly name: string;
  readonly service: string;
  /** Variables that it provides: its captures and constants. */
  readonly gives: readonly string[];
}

/** The setups in scenario folders, without unreadable ones. */
export const setupsIn = (folders: readonly string[]): readonly SetupFile[] =>
  folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.split(sep).some((part) => part.startsWith('_')) && /\.ya?ml$/.test(file))
      .sort()
      .flatMap((file) => {
        const path = join(folder, file);
        const readable = readScenarioFile(path, new Mistakes());
        if (!readable) return [];
        const { name, service, vars = {} } = readable.raw;
        const gives = [...new Set([...Object.keys(vars), ...readable.captures])].sort();
        const use = file
          .replace(/\.ya?ml$/, '')
          .split(sep)
          .join('/');
        return [{ use, file: relative(process.cwd(), path), name, service, gives }];
      }),
  );
