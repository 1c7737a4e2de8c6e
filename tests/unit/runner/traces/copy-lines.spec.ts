import fc from 'fast-check';
import { expect } from 'playwright/test';
import { copyLines } from '../../../../src/runner/traces/copy-lines.ts';
import { test } from '../../../support/files/folder.ts';

const at = (file: string, line: number) => ({ file, line, function: 'image_get' });

test('exactly the lines that the copy keeps are found', ({ folder }) => {
  const edit = fc.constantFrom('keep', 'keep', 'keep', 'drop', 'insert', 'replace');
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 30 }), (edits) => {
      const copied: string[] = [];
      const expected = edits.map((each, index) => {
        if (each === 'insert' || each === 'replace') copied.push(`new ${index}`);
        if (each === 'keep' || each === 'insert') return copied.push(`line ${index}`);
        return undefined;
      });
      const original = folder.write('sqlalchemy/api.py', edits.map((_, index) => `line ${index}\n`).join(''));
      const file = folder.write('discovery/api.py', copied.map((line) => `${line}\n`).join(''));
      const inCopy = copyLines([{ file, original }]);
      expect(edits.map((_, index) => inCopy(at(original, index + 1))?.line)).toEqual(expected);
    }),
  );
});

test('a line in the copy is found with its function', ({ folder }) => {
  const original = folder.write('original.py', 'a\nb\n');
  const file = folder.write('copy.py', 'new\na\nb\n');
  expect(copyLines([{ file, original }])(at(original, 2))).toEqual(at(file, 3));
});

test('a line of a different file, or of a deployment without copies, is not found', ({ folder }) => {
  const original = folder.write('original.py', 'a\n');
  const file = folder.write('copy.py', 'a\n');
  expect(copyLines([{ file, original }])(at('/elsewhere/api.py', 1))).toBeUndefined();
  expect(copyLines(undefined)(at(original, 1))).toBeUndefined();
});
