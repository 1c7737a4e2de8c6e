import { realpathSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';

/** Whether a file exists and, with symbolic links resolved, lies inside `folder`. A folder counts as absent. */
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
