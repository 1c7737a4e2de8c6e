import { singleQuoted } from './literal.ts';

const PROMPT = /^PS [^>\n]*>/m;

/** Whether a text with curl commands is for PowerShell. */
export function isPowerShell(text: string): boolean {
  // Later lines may be a body of any kind.
  const [begin = ''] = /^[\s\S]*?\bcurl(\.exe)?[ \t][^\n]*/.exec(text) ?? [];
  return (
    PROMPT.test(begin) ||
    /^\s*\$(?:env:)?\w+[ \t]*=[ \t]*\S/im.test(begin) ||
    /\$\{?env:\w/i.test(begin.replace(/'[^'\n]*'/g, '')) ||
    // In bash, backticks come in pairs and do not follow a space at the end of a line.
    /^[^`\n]*\s`[ \t]*$/m.test(begin)
  );
}

const PARTS =
  /@'\n([\s\S]*?)\n'@|@"\n([\s\S]*?)\n"@|'((?:[^']|'')*)'|"((?:[^"`]|`[\s\S]|"")*)"|`[ \t]*\n|`([^\n])|(#[^\n]*)/g;

/** Converts PowerShell commands to bash, as far as their strings are on one line. */
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

/** Converts `$name = value` to `name=value`, and a command's output to `$(…)`. */
const withAssignments = (text: string): string =>
  text.replace(
    /^([ \t]*(?:PS [^>\n]*>[ \t]*)?)\$(?:env:)?(\w+)[ \t]*=[ \t]*((?:curl|echo|openstack)[\s\S]*?(?<!`[ \t]*)$)?/gim,
    (_, before: string, name: string, command?: string) =>
      command === undefined ? `${before}${name}=` : `${before}${name}=$(${command})`,
  );

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** In double quotes, a backtick escapes and a backslash does not. */
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

/** Older PowerShell versions pass quotes to a program only with a backslash. */
const forProgram = (text: string, quote = '"'): string => text.replaceAll(`\\${quote}`, quote);
