import colors from 'picocolors';
import type { Cause } from '../../analysis/causes.ts';
import type { MissingQuery } from '../../model.ts';
import { reproCommand } from '../repro-command.ts';
import { failureModeText, frameText, hunkLines, narrowedLines, shortText } from './step-text.ts';

const MOST_PLACES = 5;
const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;

/** The ranked worklist. Each item has the place to edit and the command that shows the failure. */
export function worklistText(causes: readonly Cause[], target: string): string {
  return causes
    .flatMap(({ number, item, occurrences }) => {
      if (!item) return [];
      const { name, queries, unblocks, endpoints } = item;
      const modes = [...new Set(queries.map(modeOf(queries)))].join(' and ');
      const gain =
        unblocks.length > 0
          ? colors.green(`fixes ${count(unblocks.length, 'endpoint')}`)
          : 'fixes no endpoint alone';
      const lines = [
        `${number}. ${colors.bold(name)} (${modes}): ${gain}, blocks ${endpoints.length}`,
        ...queries.slice(0, MOST_PLACES).flatMap(queryLines),
      ];
      if (queries.length > MOST_PLACES) lines.push(`     and ${queries.length - MOST_PLACES} more functions`);
      const [{ scenario, index, step } = {}] = occurrences;
      if (scenario && step && index !== undefined)
        lines.push(`   ${reproCommand(target, scenario, index, step)}`);
      return lines.join('\n');
    })
    .join('\n\n');
}

/** A query's failure mode. Only a mode that no query of the item reached is `hidden`. */
const modeOf =
  (queries: readonly MissingQuery[]) =>
  ({ way }: MissingQuery): string =>
    failureModeText({ way, reached: queries.some((query) => query.way === way && query.reached) });

/** The place, the evidence, and the statement or diff hunk. */
function queryLines({ dbApi, place, evidence, statement, hunk, surveyed, narrowed }: MissingQuery): string[] {
  const only = surveyed ? ' (survey only)' : '';
  return [
    [`     ${dbApi}`, place ? colors.cyan(frameText(place)) : '', colors.dim(`${evidence}${only}`)].join(
      '  ',
    ),
    ...(hunk ? hunkLines(hunk).map((line) => `       ${line}`) : []),
    ...(narrowed
      ? narrowedLines(narrowed).map((line) => `       ${line}`)
      : !hunk && statement
        ? [colors.dim(`       ${shortText(statement)}`)]
        : []),
  ];
}
