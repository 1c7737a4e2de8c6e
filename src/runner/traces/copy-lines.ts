import { readFileSync } from 'node:fs';
import { structuredPatch } from 'diff';
import { type EditedCopy, editedCopy } from '../../analysis/trace/copy-edits.ts';
import type { Deployment, Frame } from '../../model.ts';

type Copy = NonNullable<Deployment['copies']>[number];

/**
 * Finds a DB API module's line in its discovery copy, where the same code has other line numbers. Undefined for other
 * files and for lines that were removed from the copy.
 */
export function copyLines(copies: Deployment['copies'] = []): (frame: Frame) => Frame | undefined {
  const finders = new Map(copies.map((copy) => [copy.original, linesOf(copy)]));
  return (frame) => finders.get(frame.file)?.(frame);
}

/** The edits of copies whose original output is known. */
export const editedCopies = (copies: Deployment['copies'] = []): readonly EditedCopy[] =>
  copies.flatMap(({ file, original, pristine }) => {
    if (pristine === undefined) return [];
    const [text, unedited] = [file, pristine].map((each) => readFileSync(each, 'utf8')) as [string, string];
    if (text === unedited) return [];
    return [editedCopy({ file, original, source: readFileSync(original, 'utf8'), pristine: unedited, text })];
  });

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
