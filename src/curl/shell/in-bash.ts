import { fromPowerShell, isPowerShell } from './powershell.ts';
import { fromWindows, isForWindows } from './windows.ts';

/** Converts commands of any shell to bash. */
export function inBash(text: string): string {
  if (isPowerShell(text)) return fromPowerShell(text);
  return isForWindows(text) ? fromWindows(text) : text;
}
