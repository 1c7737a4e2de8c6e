/** What a step expects: of every release, or of some. */
import type { Step } from '../../model.ts';
import type { DocPath, YamlFile } from '../../yaml/yaml-file.ts';
import { expectationOf, expectationPlaces } from './matcher.ts';
import { rangeOf } from './releases.ts';
import type { RawStep } from './step-context.ts';

/** The expectations as they were written, one or a list, each with its place below the step. */
export const writtenExpectations = ({ expect }: RawStep): readonly (readonly [RawStep, DocPath])[] =>
  Array.isArray(expect)
    ? expect.flatMap((each: RawStep | null, index) => (each ? [[each, ['expect', index]] as const] : []))
    : expect
      ? [[expect, ['expect']]]
      : [];

/**
 * What a row of a table expects. A row that expects more does not expect less: status, headers, body and text are each its
 * own or the table's.
 */
export function combined(common: RawStep['expect'], own: RawStep['expect']): RawStep['expect'] {
  if (Array.isArray(own))
    return own.map((each) => each && combined(Array.isArray(common) ? {} : common, each));
  if (Array.isArray(common)) return common.map((each) => each && { ...each, ...own });
  return { ...common, ...own };
}

type Expectations = Pick<Step, 'expect' | 'expectPlaces' | 'expectByRelease'>;

/** @param path that of the step */
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
