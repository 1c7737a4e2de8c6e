import { basename } from 'node:path';
import { HarnessError, HarnessErrors } from '../../../src/errors.ts';
import type { Failure } from '../../../src/model.ts';

/** Returns the HarnessError that an action throws. Throws any other error, and when there is none. */
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

/** Every mistake as `CODE file.yaml:3:5`, sorted. */
export const codesAndPlaces = (failures: readonly Failure[]): string[] =>
  failures
    .map(({ code, place }) =>
      place ? `${code} ${basename(place.file)}:${place.line}:${place.column}` : code,
    )
    .sort();
