import { fromPowerShell, isPowerShell } from './powershell.ts';
import { fromWindows, isForWindows } from './windows.ts';

/** Commands of any shell as bash would have them. */
export function inBash(text: string): string {
  if (isPowerShell(text)) return fromPowerShell(text);
  return isForWindows(text) ? fromWindows(text) : text;
}
