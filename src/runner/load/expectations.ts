/** Expectations of a step, for all releases or for some. */
import type { Step } from '../../model.ts';
import type { DocPath, YamlFile } from '../../yaml/yaml-file.ts';
import { expectationOf, expectationPlaces } from './matcher.ts';
import { rangeOf } from './releases.ts';
import type { RawStep } from './step-context.ts';

/** The expectations as written, one or a list, each with its path below the step. */
export const writtenExpectations = ({ expect }: RawStep): readonly (readonly [RawStep, DocPath])[] =>
  Array.isArray(expect)
    ? expect.flatMap((each: RawStep | null, index) => (each ? [[each, ['expect', index]] as const] : []))
    : expect
      ? [[expect, ['expect']]]
      : [];

/** A row with the keys of its table that it does not set itself. */
export const withCommon = (common: RawStep, own: RawStep): RawStep => ({
  ...common,
  ...own,
  ...(own.expect || common.expect ? { expect: combined(common.expect, own.expect) } : {}),
});

/**
 * Merges a row's expectation into the table's. Status, headers, body and text are each the row's own, else the table's.
 */
function combined(common: RawStep['expect'], own: RawStep['expect']): RawStep['expect'] {
  if (Array.isArray(own))
    return own.map((each) => each && combined(Array.isArray(common) ? {} : common, each));
  if (Array.isArray(common)) return common.map((each) => each && { ...each, ...own });
  return { ...common, ...own };
}

type Expectations = Pick<Step, 'expect' | 'expectPlaces' | 'expectByRelease'>;

/** @param path the step's path in the document */
export function expectationsOf(raw: RawStep, path: DocPath, yaml: YamlFile): Expectations {
  const read = writtenExpectations(raw).map(([each, at]) => ({
    releases: rangeOf(each),
    expect: expectationOf(each),
    places: expectationPlaces(yaml, [...path, ...at], each),
  }));
  const [only] = read;
  if (only && read.length === 1 && Object.keys(only.releases).length === 0)
    return { expect: only.expect, expectPlaces: only.places };
  return {
    expect: expectationOf(),
    expectPlaces: expectationPlaces(yaml, [...path, 'expect']),
    ...(read.length > 0 ? { expectByRelease: read } : {}),
  };
}
