import { realpathSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';

/** Whether a file is there and, its links followed, inside `folder`; a folder is no file. */
export function insideFolder(folder: string, file: string): 'inside' | 'outside' | 'absent' {
  const root = realpathSync(folder) + sep;
  if (!(resolve(file) + sep).startsWith(resolve(folder) + sep)) return 'outside';
  try {
    if (!realpathSync(file).startsWith(root)) return 'outside';
    return statSync(file).isFile() ? 'inside' : 'absent';
  } catch {
    return 'absent';
  }
}
