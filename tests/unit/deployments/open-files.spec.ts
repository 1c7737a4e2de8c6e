import { expect, test } from 'playwright/test';
import { demandOpenFiles } from '../../../src/deployments/machine/open-files.ts';

const limits = (soft: string): string =>
  `Limit                     Soft Limit           Hard Limit           Units     \nMax open files            ${soft}                 1048576              files     \n`;

test('a run with too few open files ends before the boot, with the way to raise the limit', () => {
  expect(() => demandOpenFiles(limits('24'))).toThrow(/open 24 files here, and a run needs 40/);
  for (const soft of ['40', '1024', 'unlimited']) expect(() => demandOpenFiles(limits(soft))).not.toThrow();
  expect(() => demandOpenFiles('')).not.toThrow();
});
