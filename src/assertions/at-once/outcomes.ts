import type { AtOnce, Failure, Response } from '../../model.ts';
import { checkExpectation } from '../expect.ts';
import type { Variables } from '../variables.ts';

/**
 * What one side's answers to requests at once have that the outcomes do not allow, by request. A wrong number of answers
 * with one status is a failure of the last of them.
 * @param responses undefined for a request without an answer
 */
export function outcomeFailures(
  { outcomes, place }: AtOnce,
  responses: readonly (Response | undefined)[],
  variables: Variables,
): Failure[][] {
  if (!outcomes) return responses.map(() => []);
  const allowed = Object.keys(outcomes);
  const failures = responses.map((response): Failure[] => {
    if (!response) return [];
    const outcome = outcomes[response.status];
    if (outcome) return checkExpectation(outcome.expect, response, variables, outcome.places);
    const message = `status is ${response.status}, expected ${allowed.join(' or ')}`;
    return [{ code: 'EXPECTATION', message, place }];
  });
  // The numbers follow from an answer that is absent or has another status.
  if (responses.some((response) => !response || !outcomes[response.status])) return failures;
  for (const [status, { atLeast, atMost, places }] of Object.entries(outcomes)) {
    const is = (response: Response | undefined) => response?.status === Number(status);
    const count = responses.filter(is).length;
    if (count >= atLeast && count <= atMost) continue;
    const last = responses.findLastIndex(is);
    const expected =
      atLeast === atMost ? atLeast : count < atLeast ? `at least ${atLeast}` : `at most ${atMost}`;
    const message = `${count} of ${responses.length} answers have status ${status}, expected ${expected}`;
    failures.at(last)?.push({ code: 'EXPECTATION', message, place: places.status ?? place });
  }
  return failures;
}

/** Whether the number of answers with a status and their content are a matter of chance. */
export const varies = ({ outcomes }: AtOnce, status: number | undefined): boolean =>
  status !== undefined && (outcomes?.[status]?.varies ?? false);
