import { expect, test } from 'playwright/test';
import { COMMANDS } from '../../src/commands/all.ts';

const commands = Object.values(COMMANDS).flat();

test('every command, argument and option has a description', () => {
  for (const { command } of commands) {
    expect(command.description(), command.name()).not.toBe('');
    for (const { description, long } of command.options) expect(description, `${long}`).not.toBe('');
    for (const argument of command.registeredArguments)
      expect(argument.description, `${command.name()} ${argument.name()}`).not.toBe('');
  }
});

test('an option has the same flags in every command; command names are unique', () => {
  const shared = new Map<string, string>();
  for (const { command } of commands)
    for (const { long, flags } of command.options) {
      // Flags include the value, such as `<name...>`.
      const known = shared.get(`${long}`) ?? flags;
      expect(`${command.name()}: ${flags}`).toBe(`${command.name()}: ${known}`);
      shared.set(`${long}`, known);
    }
  expect(new Set(commands.map(({ command }) => command.name())).size).toBe(commands.length);
});
