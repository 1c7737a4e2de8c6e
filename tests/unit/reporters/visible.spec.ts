import { expect, test } from 'playwright/test';
import type { RunFile } from '../../../src/model.ts';
import { markdown } from '../../../src/reporters/formats/markdown.ts';
import { failureText } from '../../../src/reporters/text/failure-text.ts';
import { stepText } from '../../../src/reporters/text/step-text.ts';
import { summary } from '../../../src/reporters/text/summary.ts';
import { forTerminal, visible } from '../../../src/reporters/text/visible.ts';
import { redRun } from '../../support/runs/red-run.ts';

/** Sets the clipboard, moves the cursor, contains a one-byte escape, hides and reverses text. */
const ATTACK = '\u001b[8m\u001b]52;c;aGk=\u0007\u001b[2J\u009b31m\u202e\r';

/** A copy of data with the attack appended to every string. */
const attacked = <T>(data: T): T =>
  JSON.parse(JSON.stringify(data), (key, value) =>
    typeof value === 'string' && !CLOSED.has(key) ? value + ATTACK : value,
  ) as T;

/** Members with fixed values, which no answer can change. */
const CLOSED = new Set([
  'kind',
  'verdict',
  'way',
  'service',
  'status',
  'side',
  'method',
  'construct',
  'id',
  'code',
]);

// biome-ignore lint/suspicious/noControlCharactersInRegex: the characters that must not occur
const ACTED_ON = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/;

test('control characters from answers, scenarios and services do not reach the terminal', () => {
  const run: RunFile = attacked(redRun().run);
  const texts = [
    markdown(run),
    summary(run, { width: 80, most: 99, verbose: true }),
    ...run.scenarios.flatMap((scenario) => scenario.steps.map((step) => stepText(scenario, step))),
    failureText(
      attacked({
        code: 'AUTH_REFUSED',
        message: 'no',
        fix: 'x',
        frame: 'a: b',
        place: { file: 'a', line: 1, column: 1 },
      }),
    ),
  ];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: our own colours
  for (const text of texts) expect(text.replace(/\u001b\[(?:1|2|22|3\d)m/g, '')).not.toMatch(ACTED_ON);
  expect(texts.join('\n')).toContain('\\u001b]52');
});

test('characters that a terminal interprets are shown as escapes', () => {
  expect(visible('a\u001b[31m\u009b\u202eb\nc')).toBe('a\\u001b[31m\\u009b\\u202eb\\nc');
});

test('only our colours are sent to a terminal as escape sequences', () => {
  expect(forTerminal('\u001b[31mred\u001b[39m \u001b]0;x\u0007\n', true)).toBe(
    '\u001b[31mred\u001b[39m \\u001b]0;x\\u0007\n',
  );
  expect(forTerminal('\u001b[31mred\u001b[39m', false)).toBe('red');
  expect(forTerminal('a\u001b[8mhidden\u001b[7m', true)).toBe('a\\u001b[8mhidden\\u001b[7m');
});
