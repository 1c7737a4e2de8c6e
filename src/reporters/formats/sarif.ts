import type { Frame, RunFile } from '../../model.ts';
import { rankedQueries } from '../ranking.ts';
import { wayText } from '../text/step-text.ts';

/**
 * The missing queries as SARIF 2.1.0, each at its line of the copy: editors and code hosts show them there.
 * @param folder absolute path of the repository; files inside it are named relative to it
 */
export function sarif(run: RunFile, folder: string): string {
  const ranked = rankedQueries(run);
  const rules = [...new Set(ranked.map(({ query }) => query.construct))].sort();
  const results = ranked.map(({ query, endpoints }) => {
    const at = query.place ?? query.at;
    const names = endpoints.map(({ endpoint }) => endpoint).join(', ');
    return {
      ruleId: query.construct,
      ruleIndex: rules.indexOf(query.construct),
      level: query.reached ? 'error' : 'warning',
      message: {
        text: `${query.construct} ${wayText(query)} in ${query.dbApi}: ${query.evidence}. It blocks ${names}.`,
      },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: uriOf(at, folder) },
            region: { startLine: Math.max(1, at.line) },
          },
          logicalLocations: [{ name: at.function, kind: 'function' }],
        },
      ],
      // The line moves with every edit of the copy; the requirement stays the same.
      partialFingerprints: { 'requirement/v1': query.id },
      rank: Math.min(100, endpoints.length),
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
            rules: rules.map((id) => ({ id, shortDescription: { text: `ROME lacks ${id}` } })),
          },
        },
        results,
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function uriOf({ file }: Frame, folder: string): string {
  const path = file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file;
  const uri = path.split('/').map(encodeURIComponent).join('/');
  return path.startsWith('/') ? `file://${uri}` : uri;
}
