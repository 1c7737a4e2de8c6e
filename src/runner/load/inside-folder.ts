import { realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';

/** Whether a file is there and, its links followed, inside `folder`. */
export function insideFolder(folder: string, file: string): 'inside' | 'outside' | 'absent' {
  const root = realpathSync(folder) + sep;
  if (!(resolve(file) + sep).startsWith(resolve(folder) + sep)) return 'outside';
  try {
    return realpathSync(file).startsWith(root) ? 'inside' : 'outside';
  } catch {
    return 'absent';
  }
}
