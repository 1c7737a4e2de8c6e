import { literal } from '../curl/shell/literal.ts';
import type { Json } from '../model.ts';
import type { DraftStep, Knowledge } from './draft.ts';
import type { Recorded } from './recording.ts';

/** Content of a file that does not exist. */
const STAND_IN = '0123456789';

/** A request's body for a step: JSON if the conversion loses nothing, otherwise text. */
export function bodyOf(
  { body, headers }: Recorded,
  { readFile }: Pick<Knowledge, 'readFile'>,
  changed: (message: string, fix: string) => void,
): DraftStep['body'] {
  if (!body) return undefined;
  if ('json' in body) return body;
  let text: string;
  if ('file' in body) {
    const found = readFile(body.file);
    if (found === undefined)
      changed(
        `The file "${body.file.slice(0, 100)}" does not exist here, so ten bytes replace its content`,
        'Put it beside the scenario, and refer to it with "file:".',
      );
    text = found === undefined ? STAND_IN : literal(found);
  } else text = body.text;
  const type = headers['content-type'] ?? '';
  const json = /json/.test(type) ? exactJson(text) : undefined;
  return json === undefined ? { text } : { json };
}

const OUTSIDE_TEXTS = /"(?:[^"\\]|\\.)*"|(\$\{[\w-]+\})|(-?\d[\d.eE+-]*)/g;

/** Parses JSON with variables in place of values. Undefined if a number would change. */
function exactJson(text: string): Json | undefined {
  let exact = true;
  const quoted = text
    .replace(/\{\{([\w-]+)\}\}/g, (_, name: string) => `\${${name}}`)
    .replace(OUTSIDE_TEXTS, (whole, variable?: string, number?: string) => {
      if (number !== undefined && String(Number(number)) !== number) exact = false;
      return variable === undefined ? whole : `"${variable}"`;
    });
  if (!exact) return undefined;
  try {
    return JSON.parse(quoted) as Json;
  } catch {
    return undefined;
  }
}
