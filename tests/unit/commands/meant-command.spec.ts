import { expect, test } from 'playwright/test';
import { meantCommand } from '../../../src/commands/meant-command.ts';

const NAMES = ['run', 'list', 'coverage', 'report', 'repro', 'up', 'down', 'help'];

for (const [word, meant] of [
  ['lsit', 'list'],
  ['LIST', 'list'],
  ['coverge', 'coverage'],
  ['reports', 'report'],
  ['hlep', 'help'],
] as const) {
  test(`"${word}" is recognised as a misspelling of ${meant}`, () => {
    expect(meantCommand([word, '--by', 'db-api'], NAMES)).toBe(meant);
  });
}

for (const words of [
  [],
  ['list'],
  ['glance/images'],
  ['GET /v2/images'],
  ['--target', 'lsit'],
  ['metadefs'],
]) {
  test(`[${words.join(' ')}] is not a misspelt command`, () => {
    expect(meantCommand(words, NAMES)).toBeUndefined();
  });
}
