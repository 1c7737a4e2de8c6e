import { singleQuoted } from './literal.ts';

const CURL = /(^|[\s>@])curl(\.exe)?\s/i;
/** Not between two percent-encoded characters of a URL. */
const VARIABLE = /%(?![\dA-Fa-f]{2}(?:%|\w*%[\dA-Fa-f]{2}))([A-Za-z_]\w*)%/g;
const PROMPT = /^[A-Za-z]:\\[^>\n]*>/;

/** Whether a text is for cmd.exe: a batch file, or copied by Chrome. */
export function isForWindows(text: string): boolean {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => CURL.test(line));
  const first = lines[at] ?? '';
  if (PROMPT.test(first) || lines.slice(0, at).some((line) => /^\s*@echo off\b/i.test(line))) return true;
  const isEscaped = first.includes('^"') || /\^[ \t]*$/.test(first);
  return !first.includes("'") && (isEscaped || first.search(VARIABLE) >= 0 || /"[{[]\s*""\w/.test(first));
}

/**
 * Converts cmd.exe commands to bash, line by line. First removes cmd.exe's caret escapes, then the program's own: `\"`
 * or `""` in quotes is a quote.
 */
export function fromWindows(text: string): string {
  const lines = text
    .replace(/^More\? ?/gm, '')
    .replace(/^(\s*)@?(?:rem\b|::)/gim, '$1#')
    .replace(/^(\s*)@(?=\w)/gm, '$1')
    .replace(/^(\s*)set\s+"?([A-Za-z_]\w*)=([^"\n]*)"?[ \t]*$/gim, (_, indent, name, value) =>
      value.includes('%') ? `${indent}${name}="${value}"` : `${indent}${name}=${singleQuoted(value)}`,
    )
    .replace(/\^\n\n/g, '\n')
    .replace(/\^[ \t]*\n/g, '\\\n')
    .replace(/\^(.)/g, '$1')
    .replace(/%%/g, '%');
  return lines
    .replace(/"((?:\\.|""(?=[^\s"])|[^"\\])*(?:"")?)"(?=\s|$)/gs, (_, content: string) => {
      const inside = content.replaceAll(/(?<!\\)""/g, '\\"').replace(/[$`]/g, '\\$&');
      return `"${inside}"`;
    })
    .replace(VARIABLE, '$${$1}');
}
