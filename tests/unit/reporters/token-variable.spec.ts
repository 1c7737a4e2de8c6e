import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { tokenVariable } from '../../../src/reporters/curl-command.ts';

test('each scenario has its own token variable, which a shell accepts', { tag: '@long' }, () => {
  const id = fc
    .array(fc.constantFrom('a', 'b', 'B', '1', '-', '_', '/', '.', ' ', 'é'), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(id, id, (one, other) => {
      const [first, second] = [one, other].map((each) => tokenVariable('target', each, 'admin'));
      expect(first).toMatch(/^OS_TOKEN_TARGET_[A-Z0-9_]+_ADMIN$/);
      expect(first === second).toBe(one === other);
    }),
    { numRuns: 2000 },
  );
  expect(tokenVariable('target', 'glance/images/list', 'member')).toBe(
    'OS_TOKEN_TARGET_GLANCE_IMAGES_LIST_MEMBER',
  );
});
