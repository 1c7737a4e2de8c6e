/** Makes the text of a discovery copy from a service's DB API module. Pure. */
import { HarnessError } from '../../errors.ts';
import { novaToRome } from './copy-nova.ts';

const DATABASE = 'glance';
/** Imports until Glance 27 (2023.2), and later, when sessions no longer autocommit. */
const SESSION_IMPORT = 'from oslo_db.sqlalchemy import session';
const LATER_SESSION_IMPORT = `${SESSION_IMPORT} as oslo_db_session`;
/** Since Glance 31 (2025.2), sessions come from context managers, as in Nova. */
const MANAGER_IMPORT = 'from oslo_db.sqlalchemy import enginefacade';
const MANAGER_MAKERS = ['_get_main_context_manager', 'session_for_read', 'session_for_write'];
const FACADE = '_create_facade_lazily';

interface Replacement {
  readonly name: string;
  readonly body: readonly string[];
  /** Parameters of the function that the body uses. */
  readonly parameters: readonly string[];
}

/** The functions whose results ROME replaces. */
const replacements = (autocommit: boolean): readonly Replacement[] => [
  { name: 'get_engine', body: [`    return rome.get_engine('${DATABASE}')`], parameters: [] },
  {
    name: 'get_session',
    body: [
      `    return rome.get_session('${DATABASE}', autocommit=${autocommit ? 'autocommit' : 'False'},`,
      '                            expire_on_commit=expire_on_commit)',
    ],
    parameters: [...(autocommit ? ['autocommit'] : []), 'expire_on_commit'],
  },
];

/**
 * Takes engine and sessions from ROME. Changes only top-level definitions: the import of oslo.db's sessions, the
 * function that creates the SQL engine with everything that only it uses, and the bodies of get_engine and get_session.
 * @param file path of the source, for the place of an error
 * @throws HarnessError COPY_FAILED if the module has an unexpected form
 */
export function toRome(source: string, file: string): string {
  const unexpected = (line: number, message: string) =>
    new HarnessError('COPY_FAILED', message, {
      place: { file, line: line + 1, column: 1 },
      fix: 'The module is not as in the releases from Zed to 2026.2. Make the copy by hand, and name it in run-scenarios.yaml.',
    });
  const lines = source.split('\n');
  if (lines.includes(MANAGER_IMPORT)) return novaToRome(source, file, MANAGER_MAKERS);
  const later = lines.includes(LATER_SESSION_IMPORT);
  const imported = lines.indexOf(later ? LATER_SESSION_IMPORT : SESSION_IMPORT);
  if (imported < 0) throw unexpected(0, `There is no \`${SESSION_IMPORT}\``);

  const facade = definition(lines, FACADE, [], unexpected);
  const sessions = replacements(!later).map(({ name, body, parameters }) => ({
    ...definition(lines, name, parameters, unexpected),
    body,
  }));
  const known = [facade, ...sessions];
  for (const [index, line] of lines.entries()) {
    const elsewhere = known.every(({ start, end }) => index < start || index >= end);
    if (elsewhere && line.includes(FACADE)) throw unexpected(index, `${FACADE} is used here, too`);
  }

  const edits: readonly Edit[] = [
    { start: imported, end: imported + 1, text: ['import rome'] },
    // Include the blank lines after it.
    { start: facade.start, end: nextDefinition(lines, facade.end), text: [] },
    ...sessions.map(({ start, end, body }) => ({ start: bodyStart(lines, start), end, text: body })),
  ];
  const removed = lines.slice(facade.start, facade.end).join('\n');
  return withoutUnused(edited(lines, edits), removed).join('\n');
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: readonly string[];
}

/** Applies edits from last to first, so that line numbers stay valid. */
const edited = (lines: readonly string[], edits: readonly Edit[]): readonly string[] =>
  [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce<readonly string[]>(
      (left, { start, end, text }) => left.toSpliced(start, end - start, ...text),
      lines,
    );

type Unexpected = (line: number, message: string) => HarnessError;

/** Lines of a top-level function, without trailing blank lines. */
function definition(
  lines: readonly string[],
  name: string,
  parameters: readonly string[],
  unexpected: Unexpected,
): { readonly start: number; readonly end: number } {
  const starts = [...lines.keys()].filter((index) => lines[index]?.startsWith(`def ${name}(`));
  const [start, second] = starts;
  if (start === undefined) throw unexpected(0, `There is no top-level function ${name}`);
  if (second !== undefined) throw unexpected(second, `${name} is defined a second time`);
  if (lines[start - 1]?.startsWith('@')) throw unexpected(start - 1, `${name} has a decorator`);
  const signature = lines.slice(start, bodyStart(lines, start)).join();
  for (const parameter of parameters) {
    if (!signature.includes(parameter)) throw unexpected(start, `${name} takes no ${parameter}`);
  }
  let end = nextDefinition(lines, bodyStart(lines, start));
  while (lines[end - 1]?.trim() === '') end -= 1;
  return { start, end };
}

/** First line after a signature, which may span several lines. */
function bodyStart(lines: readonly string[], start: number): number {
  const last = lines.findIndex((line, index) => index >= start && line.trimEnd().endsWith(':'));
  return last + 1;
}

/** First unindented line from there on: the end of a function. */
function nextDefinition(lines: readonly string[], from: number): number {
  const index = lines.findIndex((line, at) => at >= from && /^\S/.test(line));
  return index < 0 ? lines.length : index;
}

/** Removes one-line imports and assignments of names that only the removed text used. */
function withoutUnused(lines: readonly string[], removed: string): readonly string[] {
  const candidates = new Set(removed.match(/\b[A-Za-z_]\w*\b/g));
  const at = lines.findIndex((line, index) => {
    const name = bound(line);
    if (!name || !candidates.has(name)) return false;
    const use = new RegExp(`\\b${name}\\b`);
    return !lines.some((other, place) => place !== index && use.test(other));
  });
  if (at < 0) return lines;
  // Names that the removed line used may now be unused.
  return withoutUnused(lines.toSpliced(at, 1), `${removed}\n${lines[at]}`);
}

/** The name that a top-level line binds: `import a.b` binds a, `X = ...` binds X. Undefined for other lines. */
function bound(line: string): string | undefined {
  const [, imported, assigned] = /^(?:import (\w+)[\w.]*$|(\w+) = [^([{]*(?:\(\))?$)/.exec(line) ?? [];
  return imported ?? assigned;
}
