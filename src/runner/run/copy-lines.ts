import { readFileSync } from 'node:fs';
import { structuredPatch } from 'diff';
import type { Deployment, Frame } from '../../model.ts';

/**
 * Finds a line of the DB API module in its discovery copy, which has the same code at other lines. Undefined for
 * another file, and for a line that the copy does not have any more.
 */
export function copyLines(copy: Deployment['copy']): (frame: Frame) => Frame | undefined {
  if (!copy) return () => undefined;
  const { hunks } = structuredPatch(
    '',
    '',
    readFileSync(copy.original, 'utf8'),
    readFileSync(copy.file, 'utf8'),
    '',
    '',
    {
      context: 0,
    },
  );
  return (frame) => {
    if (frame.file !== copy.original) return undefined;
    let shift = 0;
    for (const hunk of hunks) {
      if (frame.line < hunk.oldStart) break;
      if (frame.line < hunk.oldStart + hunk.oldLines) return undefined;
      shift += hunk.newLines - hunk.oldLines;
    }
    return { ...frame, file: copy.file, line: frame.line + shift };
  };
}
