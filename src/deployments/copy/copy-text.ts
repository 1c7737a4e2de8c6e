/** The text of a discovery copy, from the text of a service's DB API module. Pure. */
import { HarnessError } from '../../errors.ts';

const DATABASE = 'glance';
const SESSION_IMPORT = 'from oslo_db.sqlalchemy import session';
const FACADE = '_create_facade_lazily';

/** Bodies of the functions that hand out what ROME replaces. */
const BODIES: Readonly<Record<string, readonly string[]>> = {
  get_engine: [`    return rome.get_engine('${DATABASE}')`],
  get_session: [
    `    return rome.get_session('${DATABASE}', autocommit=autocommit,`,
    '                            expire_on_commit=expire_on_commit)',
  ],
};

/** What those bodies take from the functions' signatures. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  get_session: ['autocommit', 'expire_on_commit'],
};

/**
 * Takes engine and sessions from ROME. Only top-level definitions are touched: the import of oslo.db's sessions, the
 * function that made the SQL engine with what nothing else uses, and the bodies of get_engine and get_session.
 *
 * @param file path of the source, for the place of a COPY_FAILED error: a module that does not look as expected is
 *   not copied half.
 */
export function toRome(source: string, file: string): string {
  const unexpected = (line: number, message: string) =>
    new HarnessError('COPY_FAILED', message, {
      place: { file, line: line + 1, column: 1 },
      fix: 'The copy is made from Glance 25.1 (Debian 12). Make it by hand for another, and name it in run-scenarios.yaml.',
    });
  const lines = source.split('\n');
  const imported = lines.indexOf(SESSION_IMPORT);
  if (imported < 0) throw unexpected(0, `There is no \`${SESSION_IMPORT}\``);

  const facade = definition(lines, FACADE, unexpected);
  const sessions = Object.entries(BODIES).map(([name, body]) => ({
    ...definition(lines, name, unexpected),
    body,
  }));
  const known = [facade, ...sessions];
  for (const [index, line] of lines.entries()) {
    const elsewhere = known.every(({ start, end }) => index < start || index >= end);
    if (elsewhere && line.includes(FACADE)) throw unexpected(index, `${FACADE} is used here, too`);
  }

  const edits: readonly Edit[] = [
    { start: imported, end: imported + 1, text: ['import rome'] },
    // With the blank lines after it.
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

/** From the last to the first, so that the line numbers of those to come still hold. */
const edited = (lines: readonly string[], edits: readonly Edit[]): readonly string[] =>
  [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce<readonly string[]>(
      (left, { start, end, text }) => left.toSpliced(start, end - start, ...text),
      lines,
    );

type Unexpected = (line: number, message: string) => HarnessError;

/** Lines of a top-level function, without the blank ones after it. */
function definition(
  lines: readonly string[],
  name: string,
  unexpected: Unexpected,
): { readonly start: number; readonly end: number } {
  const starts = [...lines.keys()].filter((index) => lines[index]?.startsWith(`def ${name}(`));
  const [start, second] = starts;
  if (start === undefined) throw unexpected(0, `There is no top-level function ${name}`);
  if (second !== undefined) throw unexpected(second, `${name} is defined a second time`);
  if (lines[start - 1]?.startsWith('@')) throw unexpected(start - 1, `${name} has a decorator`);
  const signature = lines.slice(start, bodyStart(lines, start)).join();
  for (const parameter of PARAMETERS[name] ?? []) {
    if (!signature.includes(parameter)) throw unexpected(start, `${name} takes no ${parameter}`);
  }
  let end = nextDefinition(lines, bodyStart(lines, start));
  while (lines[end - 1]?.trim() === '') end -= 1;
  return { start, end };
}

/** First line after a signature, which may take several. */
function bodyStart(lines: readonly string[], start: number): number {
  const last = lines.findIndex((line, index) => index >= start && line.trimEnd().endsWith(':'));
  return last + 1;
}

/** First line from there on that is not indented, hence not part of a function. */
function nextDefinition(lines: readonly string[], from: number): number {
  const index = lines.findIndex((line, at) => at >= from && /^\S/.test(line));
  return index < 0 ? lines.length : index;
}

/** Drops one-line imports and assignments of names that only the removed text used. */
function withoutUnused(lines: readonly string[], removed: string): readonly string[] {
  const candidates = new Set(removed.match(/\b[A-Za-z_]\w*\b/g));
  const at = lines.findIndex((line, index) => {
    const name = bound(line);
    if (!name || !candidates.has(name)) return false;
    const use = new RegExp(`\\b${name}\\b`);
    return !lines.some((other, place) => place !== index && use.test(other));
  });
  if (at < 0) return lines;
  // What the dropped line itself used may be unused now.
  return withoutUnused(lines.toSpliced(at, 1), `${removed}\n${lines[at]}`);
}

/** The name that a top-level line binds: `import a.b` binds a, `X = ...` binds X. */
function bound(line: string): string | undefined {
  const [, imported, assigned] = /^(?:import (\w+)[\w.]*$|(\w+) = [^([{]*(?:\(\))?$)/.exec(line) ?? [];
  return imported ?? assigned;
}
