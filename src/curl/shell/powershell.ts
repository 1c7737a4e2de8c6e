import { singleQuoted } from './literal.ts';

const PROMPT = /^PS [^>\n]*>/m;

/** Whether a text with curl commands is for PowerShell. */
export function isPowerShell(text: string): boolean {
  // What follows the first line may be a body of any kind.
  const [begin = ''] = /^[\s\S]*?\bcurl(\.exe)?[ \t][^\n]*/.exec(text) ?? [];
  return (
    PROMPT.test(begin) ||
    /^\s*\$(?:env:)?\w+[ \t]*=[ \t]*\S/im.test(begin) ||
    /\$\{?env:\w/i.test(begin.replace(/'[^'\n]*'/g, '')) ||
    // A command of bash in backticks has two of them, or none behind a space.
    /^[^`\n]*\s`[ \t]*$/m.test(begin)
  );
}

const PARTS =
  /@'\n([\s\S]*?)\n'@|@"\n([\s\S]*?)\n"@|'((?:[^']|'')*)'|"((?:[^"`]|`[\s\S]|"")*)"|`[ \t]*\n|`([^\n])|(#[^\n]*)/g;

/** Commands for PowerShell as bash would have them, line by line as far as their texts are on one line. */
export const fromPowerShell = (text: string): string =>
  withAssignments(text.replace(/^>> ?/gm, '')).replace(
    PARTS,
    (whole, rawLines?: string, lines?: string, single?: string, double?: string, one?: string) => {
      if (rawLines !== undefined) return singleQuoted(forProgram(rawLines));
      if (lines !== undefined) return doubleQuoted(lines);
      if (single !== undefined) return singleQuoted(forProgram(single.replaceAll("''", "'")));
      if (double !== undefined) return doubleQuoted(double);
      if (whole.endsWith('\n')) return '\\\n';
      return one === undefined ? whole : `\\${one}`;
    },
  );

/** `$name = value` as `name=value`, with what a command prints in `$(…)`. */
const withAssignments = (text: string): string =>
  text.replace(
    /^([ \t]*(?:PS [^>\n]*>[ \t]*)?)\$(?:env:)?(\w+)[ \t]*=[ \t]*((?:curl|echo|openstack)[\s\S]*?(?<!`[ \t]*)$)?/gim,
    (_, before: string, name: string, command?: string) =>
      command === undefined ? `${before}${name}=` : `${before}${name}=$(${command})`,
  );

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** Between double quotes a backtick escapes, and a backslash does not. */
function doubleQuoted(content: string): string {
  const inside = forProgram(content.replaceAll('""', '`"'), '`"').replace(
    /`([\s\S])|\$\{?env:(\w+)\}?|\$\(\$(\w+)(?:\.\w+)*\)|\\/gi,
    (_, escaped?: string, name?: string, member?: string) => {
      if (escaped !== undefined)
        return ESCAPES[escaped] ?? (/["$`\\]/.test(escaped) ? `\\${escaped}` : escaped);
      const variable = name ?? member;
      return variable === undefined ? '\\\\' : `\${${variable}}`;
    },
  );
  return `"${inside}"`;
}

/** Older PowerShells hand quotes on to a program only behind a backslash. */
const forProgram = (text: string, quote = '"'): string => text.replaceAll(`\\${quote}`, quote);
