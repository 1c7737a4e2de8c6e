import { readFileSync } from 'node:fs';
import { structuredPatch } from 'diff';
import type { Deployment, Frame } from '../../model.ts';

type Copy = NonNullable<Deployment['copies']>[number];

/**
 * Finds a line of a DB API module in its discovery copy, which has the same code at other lines. Undefined for
 * another file, and for a line that the copy does not have any more.
 */
export function copyLines(copies: Deployment['copies'] = []): (frame: Frame) => Frame | undefined {
  const finders = new Map(copies.map((copy) => [copy.original, linesOf(copy)]));
  return (frame) => finders.get(frame.file)?.(frame);
}

function linesOf({ file, original }: Copy): (frame: Frame) => Frame | undefined {
  const { hunks } = structuredPatch(
    '',
    '',
    readFileSync(original, 'utf8'),
    readFileSync(file, 'utf8'),
    '',
    '',
    { context: 0 },
  );
  return (frame) => {
    let shift = 0;
    for (const hunk of hunks) {
      if (frame.line < hunk.oldStart) break;
      if (frame.line < hunk.oldStart + hunk.oldLines) return undefined;
      shift += hunk.newLines - hunk.oldLines;
    }
    return { ...frame, file, line: frame.line + shift };
  };
}
