import type { Script, ShellCommand } from './command.ts';
import { type Reading, readScript } from './read-script.ts';

/** A script, and the output that a terminal showed below its commands. */
export interface Transcript extends Script {
  readonly shown: ReadonlyMap<ShellCommand, string>;
}

/** Maximum length of a prompt. */
const LONGEST = 160;
const PROMPT =
  /^[ \t]*(?:\([\w .-]+\)[ \t]*){0,3}(?:(?:\[[^\]\n]*\]|[\w.+-]+@[\w.-]+(?:[: ][^\s$#%>]*){0,2}|[\w.-]+:[^\s$#%>]*|~)[ \t]?[$#%>❯]+|PS [A-Za-z]:[^>\n]*>|[A-Za-z]:\\[^>\n]*>|➜[ \t]+[^\s]+(?: git:\([^)\n]*\))?(?: ✗)?|[$%❯➜»])(?:[ \t]+|(?<=\\[^>]*>))(?=\S)/;
/** A line of `set -x`, possibly with a timestamp. */
const TRACE = /^(?:\d{4}-\d\d-\d\d[ T][\d:.,]+Z?(?: *\||:)? +)?\++ (?=\S)/;
const FENCE = /^[ \t]*(?:```|~~~)/;

/** Reads a script, or a terminal session with prompts and output. */
export function readTranscript(given: string, reading: Reading = {}): Transcript {
  const text = codeOf(given);
  const lines = linesOf(text);
  const first = lines.find(({ line }) => promptOf(line) > 0 || /^\s*curl\s/.test(line));
  if (first && promptOf(first.line) > 0) return atPrompts(text, reading);
  const script = readScript(text, reading);
  // Without any command, a line like a comment is a command at root's prompt.
  if (script.commands.length === 0 && lines.some(({ line }) => /^\s*#\s+curl\s/.test(line)))
    return atPrompts(text.replace(/^(\s*)#(?=\s+curl\s)/gm, '$1$$'), reading);
  return { ...script, shown: new Map() };
}

const promptOf = (line: string): number => {
  const start = line.slice(0, LONGEST);
  return (PROMPT.exec(start) ?? TRACE.exec(start))?.[0].length ?? 0;
};

interface Line {
  readonly at: number;
  readonly line: string;
}

function linesOf(text: string): readonly Line[] {
  let at = 0;
  return text.split('\n').map((line) => {
    const found = { at, line };
    at += line.length + 1;
    return found;
  });
}

/** Keeps only the code of Markdown. The rest becomes blank, so that offsets stay. */
export function codeOf(text: string): string {
  if (!/^[ \t]*```/m.test(text)) return text;
  let inside = false;
  return text
    .split('\n')
    .map((line) => {
      if (FENCE.test(line)) {
        inside = !inside;
        return ' '.repeat(line.length);
      }
      return inside ? line : ' '.repeat(line.length);
    })
    .join('\n');
}

function atPrompts(text: string, reading: Reading): Transcript {
  // A continuation line has the prompt `>`.
  const blank = text.replace(/^[^\n]*/gm, (line) => {
    const length = promptOf(line);
    return length > 0 ? ' '.repeat(length) + line.slice(length) : line.replace(/^([ \t]*)>(?=[ \t])/, '$1 ');
  });
  const starts = linesOf(text)
    .filter(({ line }) => promptOf(line) > 0 || /^\s*curl\s/.test(line))
    .map(({ at }) => at);
  const commands: ShellCommand[] = [];
  const shown = new Map<ShellCommand, string>();
  const known = {
    substitutions: new Map<string, readonly ShellCommand[]>(),
    defaults: new Map<string, string>(),
  };
  let end = 0;
  for (const [index, start] of starts.entries()) {
    if (start < end) continue;
    const script = readScript(blank, { ...reading, from: start, oneLine: true, known });
    end = script.end;
    const next = starts.slice(index + 1).find((each) => each >= end) ?? text.length;
    commands.push(...script.commands);
    const last = script.commands.at(-1);
    if (last) shown.set(last, text.slice(end, next));
  }
  return { commands, shown, ...known, end };
}
