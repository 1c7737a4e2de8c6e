import { expect, test } from 'playwright/test';
import { ERROR_KINDS, type ErrorCode, HarnessError, tooManyOpen } from '../../src/errors.ts';
import { EXIT, exitCodeOf } from '../../src/exit-codes.ts';

test('each kind of error has its own exit code, different from success', () => {
  const exits = new Map(Object.entries(ERROR_KINDS).map(([code, kind]) => [kind, exitCodeOf(code)]));
  expect(Object.fromEntries(exits)).toEqual({
    different: 1,
    usage: 2,
    deployment: 3,
    harness: 4,
    interrupted: 130,
  });
  expect(EXIT).toMatchObject({ success: 0, different: 1 });
});

test('an unknown error code has the exit code of a defect in the harness', () => {
  expect(exitCodeOf('SOMETHING_ELSE')).toBe(EXIT.harness);
  expect(exitCodeOf('toString')).toBe(EXIT.harness);
});

test('an error has the kind of its code', () => {
  for (const [code, kind] of Object.entries(ERROR_KINDS)) {
    expect(new HarnessError(code as ErrorCode, 'x').kind).toBe(kind);
  }
});

test('too many open files are the fault of the machine, not of the harness', () => {
  const failed = Object.assign(new Error("EMFILE: too many open files, open 'a'"), { code: 'EMFILE' });
  expect(tooManyOpen(failed)).toMatchObject({ code: 'MACHINE_EXHAUSTED', cause: failed });
  expect(tooManyOpen(new Error('another'))).toBeUndefined();
});
