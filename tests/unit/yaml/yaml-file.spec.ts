import { expect, test } from 'playwright/test';
import { YamlFile } from '../../../src/yaml/yaml-file.ts';
import { marked } from '../../support/scenarios/marked.ts';

const read = (text: string): YamlFile => new YamlFile('a.yaml', text, 'SCENARIO_SYNTAX');
const at = ({ line, column }: { line: number; column: number }): string => `${line}:${column}`;
const codes = (yaml: YamlFile): string[] => yaml.failures.map(({ code }) => code);

test('a value, its key and list items have places', () => {
  const { text, places } = marked(`
name: »first
»steps:
  - »GET: »/v2/images
    expect: { status: »200 }
`);
  const yaml = read(text);
  expect(yaml.failures).toEqual([]);
  expect([
    at(yaml.place(['name'])),
    at(yaml.place(['steps'], 'key')),
    at(yaml.place(['steps', 0, 'GET'], 'key')),
    at(yaml.place(['steps', 0, 'GET'])),
    at(yaml.place(['steps', 0, 'expect', 'status'])),
  ]).toEqual(places);
});

test('a missing value has the place of its nearest parent', () => {
  const { text, places } = marked('a:\n  - »b: 1\n');
  expect([at(read(text).place(['a', 0, 'absent', 'deeper']))]).toEqual(places);
});

test('the place in an empty file is its start', () => {
  expect(at(read('').place(['a']))).toBe('1:1');
});

test('a frame has the line before and carets under the whole value', () => {
  const { frame } = read('name: x\nstatus: twelve\n').failure('SCENARIO_INVALID', ['status'], 'wrong');
  expect(frame).toBe(['  1 | name: x', '> 2 | status: twelve', '    |         ^^^^^^'].join('\n'));
});

test('the carets of a value with several lines end with its first line', () => {
  const { frame } = read('text: |\n  one\n  two\n').failure('SCENARIO_INVALID', ['text'], 'wrong');
  expect(frame?.split('\n')).toEqual(['> 1 | text: |', '    |       ^']);
});

const BROKEN: Readonly<Record<string, string>> = {
  'an unclosed list': 'a: [1\n»b: 2\n',
  'a duplicate key': 'a: 1\n»a: 2\n',
  'two documents': '--- 1\n»--- 2\n',
  'a tab for indentation': 'a:\n»\tb: 1\n',
};
for (const [what, source] of Object.entries(BROKEN)) {
  test(`${what} is a syntax mistake at its place`, () => {
    const { text, places } = marked(source);
    const yaml = read(text);
    expect(yaml.value).toBeNull();
    expect(yaml.failures[0]).toMatchObject({ code: 'SCENARIO_SYNTAX' });
    expect(yaml.failures.map(({ place }) => place && at(place))).toContain(places[0]);
  });
}

test('errors that follow from the first syntax error are not reported', () => {
  const step = '  - DELETE: { path: ${unique} }\n    name: x\n';
  const { failures } = read(`a: 1\na: 2\nsteps:\n${step.repeat(20)}`);
  expect(failures.map(({ place }) => place?.line)).toEqual([2, 4]);
});

test('a few aliases are read; an alias bomb is rejected', () => {
  expect(read('a: &a [1, 2]\nb: [*a, *a]\n').value).toEqual({
    a: [1, 2],
    b: [
      [1, 2],
      [1, 2],
    ],
  });
  const level = (name: string, of: string) => `${name}: &${name} [${Array(9).fill(of).join(', ')}]\n`;
  const bomb = read(level('a', 'x') + level('b', '*a') + level('c', '*b') + level('d', '*c'));
  expect(codes(bomb)).toEqual(['ALIAS_BOMB']);
  expect(bomb.value).toBeNull();
});

test('an alias without an anchor is a syntax mistake at its place, not an alias bomb', () => {
  const { text, places } = marked('a: &one 1\nb: »*two\n');
  const yaml = read(text);
  expect(codes(yaml)).toEqual(['SCENARIO_SYNTAX']);
  expect(yaml.failures.map(({ place }) => place && at(place))).toEqual(places);
});

test('an alias of its own parent is rejected because it has no JSON form', () => {
  expect(codes(read('a: &a { b: *a }\n'))).toHaveLength(1);
});
