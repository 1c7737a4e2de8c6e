import { type Cause, causesOf, outsideSteps } from '../../analysis/causes.ts';
import { rankedQueries } from '../../analysis/ranking.ts';
import { type MissingQuery, type Place, type RunFile, UNKNOWN } from '../../model.ts';
import { headline, queryText } from '../text/step-text.ts';

/**
 * Failures as SARIF 2.1.0, which editors and code hosts show inline: missing queries at their line of the copy, others
 * at their line of the scenario.
 * @param folder absolute path of the repository; file names inside it are relative
 */
export function sarif(run: RunFile, folder: string): string {
  const ranked = rankedQueries(run);
  const unexplained = causesOf(run).flatMap(({ kind, occurrences }) =>
    kind === 'query' ? [] : occurrences.map((occurrence) => ({ kind, occurrence })),
  );
  const constructs = [...new Set(ranked.map(({ query }) => ruleOf(query)))].sort();
  const kinds = [...new Set(unexplained.map(({ kind }) => kind))].sort();
  const rules = [...constructs, ...kinds];
  const missing = ranked.map(({ query, item }) => {
    const at = query.place ?? query.at;
    const waiting = run.endpoints.filter((each) => each.missing.includes(query.id));
    const names = waiting.map(({ endpoint }) => endpoint).join(', ');
    const smallest = query.narrowed
      ? ` The smallest statement that still differs: ${query.narrowed.sql}.`
      : '';
    return {
      ruleId: ruleOf(query),
      ruleIndex: rules.indexOf(ruleOf(query)),
      level: query.reached ? 'error' : 'warning',
      message: {
        text: `${queryText(query)}: ${query.evidence}.${smallest} It blocks ${names}.`,
      },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: uriOf(at.file, folder) },
            region: { startLine: Math.max(1, at.line) },
          },
          logicalLocations: [{ name: at.function, kind: 'function' }],
        },
      ],
      // The line changes with every edit of the copy; the requirement does not.
      partialFingerprints: { 'requirement/v1': query.id },
      // All queries of a work item have the same rank.
      rank: Math.min(100, item.endpoints.length),
    };
  });
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'run-scenarios',
            rules: [
              ...constructs.map((id) => ({ id, shortDescription: { text: ruleText(id) } })),
              ...kinds.map((id) => ({ id, shortDescription: { text: KINDS[id] } })),
            ],
          },
        },
        results: [
          ...missing,
          ...unexplained.map(({ kind, occurrence }) => ({
            ...resultOf(kind, occurrence, folder),
            ruleIndex: rules.indexOf(kind),
          })),
        ],
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

const WRONG_EDIT = 'wrong-edit';

const ruleOf = ({ way, construct }: MissingQuery): string => (way === 'copy' ? WRONG_EDIT : construct);

function ruleText(rule: string): string {
  if (rule === WRONG_EDIT) return 'An edit of the copy changes what the original does';
  return rule === UNKNOWN ? 'ROME answers a query wrongly' : `ROME does not support ${rule}`;
}

type Unexplained = Exclude<Cause['kind'], 'query'>;

const KINDS: Readonly<Record<Unexplained, string>> = {
  difference: 'Unexpected, or different on the two deployments',
  'broken-off': 'The run was interrupted before the end of this scenario',
  cleanup: 'Something that a scenario created could not be removed',
};

function resultOf(kind: Unexplained, { scenario, step }: Cause['occurrences'][number], folder: string) {
  const at: Place = step?.place ??
    scenario.failures.find(({ place }) => place)?.place ?? { file: scenario.file, line: 1, column: 1 };
  const left = outsideSteps(scenario).join('; ');
  const text = step ? `${step.endpoint} ${step.name}: ${headline(step)}` : `${scenario.id}: ${left}`;
  return {
    ruleId: kind,
    level: kind === 'cleanup' ? 'warning' : 'error',
    message: { text },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(at.file, folder) },
          region: { startLine: Math.max(1, at.line) },
        },
      },
    ],
    partialFingerprints: { 'scenario/v1': `${scenario.id} ${step?.name ?? kind}` },
  };
}

function uriOf(file: string, folder: string): string {
  const path = file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file;
  const uri = path.split('/').map(encodeURIComponent).join('/');
  return path.startsWith('/') ? `file://${uri}` : uri;
}
