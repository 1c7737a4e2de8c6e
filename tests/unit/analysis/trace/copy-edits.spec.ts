import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { editedCopy } from '../../../../src/analysis/trace/copy-edits.ts';

/** Functions with different lines, between which there are empty lines. */
const bodies = fc.array(fc.integer({ min: 2, max: 5 }), { minLength: 1, maxLength: 4 });
const lineOf = (name: number, line: number) => `    f${name}_${line}()`;
const moduleOf = (sizes: readonly number[]): string[] =>
  sizes.flatMap((size, name) => [
    `def f${name}():`,
    ...Array.from({ length: size }, (_, line) => lineOf(name, line)),
    '',
    '',
  ]);

test('an edit is in its function, at its line, between the lines around it', () => {
  const kinds = fc.constantFrom('insert', 'remove', 'change');
  fc.assert(
    fc.property(bodies, fc.nat(), fc.nat(), kinds, (sizes, someFunction, someLine, kind) => {
      const name = someFunction % sizes.length;
      const line = someLine % (sizes[name] as number);
      const pristine = moduleOf(sizes);
      const at = pristine.indexOf(`def f${name}():`) + 1 + line;
      const text = pristine.toSpliced(
        at,
        kind === 'insert' ? 0 : 1,
        ...(kind === 'remove' ? [] : ['    x()']),
      );
      const [edit, ...others] = editedCopy({
        ...{ file: 'copy.py', original: 'api.py', source: pristine.join('\n') },
        ...{ pristine: pristine.join('\n'), text: text.join('\n') },
      }).edits;
      const isLast = line === (sizes[name] as number) - 1;
      expect(others).toEqual([]);
      expect(edit?.within).toBe(`f${name}`);
      expect(edit?.place.line).toBe(kind === 'remove' && isLast ? at : at + 1);
      const [before, after] = [pristine[at - 1], pristine[at + (kind === 'insert' ? 0 : 1)]];
      const changed = [
        ...(kind === 'insert' ? [] : [`-${pristine[at]}`]),
        ...(kind === 'remove' ? [] : ['+    x()']),
      ];
      expect(edit?.hunk).toContain([` ${before}`, ...changed, ` ${after}`].join('\n'));
    }),
  );
});

test('an edit of a variable is nearest to the functions that use it', () => {
  const texts = [
    'OPEN = [',
    "    'queued',",
    ']',
    '',
    'def f():',
    '    return OPEN',
    '',
    'def g():',
    '    return f()',
  ];
  const edited = texts.with(1, "    'active',");
  const { edits, distance } = editedCopy({
    ...{ file: 'copy.py', original: 'api.py', source: texts.join('\n') },
    ...{ pristine: texts.join('\n'), text: edited.join('\n') },
  });
  expect(edits.map(({ within, place }) => [within, place.line])).toEqual([['OPEN', 2]]);
  expect(['f', 'g', 'h'].map((name) => distance([name], 'OPEN'))).toEqual([1, 2, undefined]);
});
