import type { AtOnce, Outcome } from '../../../model.ts';
import type { DocPath } from '../../../yaml/yaml-file.ts';
import { expectationOf, expectationPlaces } from '../matcher.ts';
import { checkReferences, checkSection } from '../step-checks.ts';
import { type RawStep, type Report, reporter, type StepContext } from '../step-context.ts';

/**
 * Reads `outcomes` and records its mistakes.
 * @param path its path in the document
 * @param requests their number; undefined if it is not known because of other mistakes
 */
export function outcomesOf(
  written: Readonly<Record<string, RawStep | number>>,
  path: DocPath,
  context: StepContext,
  requests: number | undefined,
): AtOnce['outcomes'] {
  const report = reporter(context, path);
  checkReferences(written, [], context, report);
  const outcomes = Object.entries(written).map(([status, each]): readonly [string, Outcome] => {
    const raw: RawStep = typeof each === 'number' ? { count: each } : each;
    checkSection(raw, [status], report);
    checkCounts(raw, status, report);
    return [
      status,
      {
        atLeast: raw.count ?? raw.at_least ?? 0,
        atMost: raw.count ?? raw.at_most ?? requests ?? Number.MAX_SAFE_INTEGER,
        varies: raw.varies ?? false,
        expect: expectationOf({ headers: raw.headers, body: raw.body, text: raw.text }),
        places: {
          ...expectationPlaces(context.yaml, [...path, status], raw),
          status: context.yaml.place([...path, status], 'key'),
        },
      },
    ];
  });
  const least = outcomes.reduce((sum, [, { atLeast }]) => sum + atLeast, 0);
  const most = outcomes.reduce((sum, [, { atMost }]) => sum + atMost, 0);
  if (requests !== undefined && (least > requests || most < requests)) {
    const message = `The outcomes allow ${least > requests ? `at least ${least}` : `at most ${most}`} answers, but ${requests} requests are sent.`;
    reporter(context, path.slice(0, -1))(
      'SCENARIO_INVALID',
      ['outcomes'],
      message,
      'Change the counts.',
      'key',
    );
  }
  return Object.fromEntries(outcomes);
}

function checkCounts(raw: RawStep, status: string, report: Report): void {
  const limit = ['at_least', 'at_most'].find((key) => raw[key] !== undefined);
  if (raw.count !== undefined && limit !== undefined) {
    const message = 'This outcome already has a count.';
    report('SCENARIO_INVALID', [status, limit], message, 'Keep one.', 'key');
  }
  if (raw.at_least > raw.at_most) {
    const message = 'at_least is greater than at_most.';
    report('SCENARIO_INVALID', [status, 'at_least'], message, 'Swap them.');
  }
  if (raw.varies && status.startsWith('5')) {
    const message = 'A server error is never a matter of chance.';
    report(
      'SCENARIO_INVALID',
      [status, 'varies'],
      message,
      'Remove it: the number of errors is compared.',
      'key',
    );
  }
}
