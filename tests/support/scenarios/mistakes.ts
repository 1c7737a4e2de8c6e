import { basename } from 'node:path';
import { HarnessError, HarnessErrors } from '../../../src/errors.ts';
import type { Failure } from '../../../src/model.ts';

/** The harness error that an action ends with; fails on anything else. */
export async function harnessError(action: () => unknown): Promise<HarnessError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof HarnessError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

export const failuresOf = (error: HarnessError): readonly Failure[] =>
  error instanceof HarnessErrors ? error.failures : [error.failure];

/** `CODE file.yaml:3:5` of every mistake, sorted. */
export const codesAndPlaces = (failures: readonly Failure[]): string[] =>
  failures
    .map(({ code, place }) =>
      place ? `${code} ${basename(place.file)}:${place.line}:${place.column}` : code,
    )
    .sort();
