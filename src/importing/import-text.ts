import { isSecretName } from '../assertions/secret-names.ts';
import type { Failure } from '../model.ts';
import { Secrets } from '../runner/redact/secrets.ts';
import type { Knowledge } from './draft.ts';
import { readRecording } from './read-recording.ts';
import type { Note } from './recording.ts';
import { storyOf } from './story.ts';
import { scenarioYaml } from './to-yaml.ts';

export interface Imported {
  /** A scenario file; absent if no request could be imported. */
  readonly yaml?: string;
  /** Absent without `yaml`. */
  readonly service?: string;
  readonly steps: number;
  readonly notes: readonly (Failure & { readonly kind: Note['kind'] })[];
}

/** Maximum number of characters to import. */
const LONGEST = 50_000_000;

/**
 * Converts recorded requests – curl commands, logs, HTTP archives – to a scenario without secrets.
 * @param file the file's name, for places
 * @param name the scenario's name
 */
export function importText(
  given: string,
  file: string,
  name: string,
  knowledge: Omit<Knowledge, 'isSecret'>,
): Imported {
  const text = given
    .slice(0, LONGEST)
    .replace(/^\ufeff/, '')
    .replaceAll('\r\n', '\n');
  const secrets = new Secrets();
  secrets.learn(text);
  for (const [, value = ''] of text.matchAll(
    /(?:\s-u|--user|--proxy-user|--oauth2-bearer|--os-password|--os-token)[ =]*["']?(?:[^\s:"']{0,200}:)?([^\s"']{1,500})/g,
  ))
    secrets.add(value);
  const { requests, notes: unread } = readRecording(text, isSecretName, knowledge.readFile);
  secrets.learn(requests.map(({ headers }) => headers));
  const { draft, notes: untaken } = storyOf(requests, { ...knowledge, isSecret: isSecretName });
  const clean = (each: string) => secrets.text(each);
  const notes = [...unread, ...untaken]
    .sort((a, b) => a.at - b.at)
    .map((note) => failureOf(note, text, file, clean));
  if (!draft) return { steps: 0, notes };
  return { yaml: scenarioYaml(name, draft, clean), service: draft.service, steps: draft.steps.length, notes };
}

const CODES: Readonly<Record<Note['kind'], string>> = {
  refused: 'IMPORT_REFUSED',
  'left out': 'IMPORT_LEFT_OUT',
  changed: 'IMPORT_CHANGED',
};

function failureOf(
  note: Note,
  text: string,
  file: string,
  clean: (text: string) => string,
): Imported['notes'][number] {
  const before = text.slice(0, note.at);
  const line = before.split('\n').length;
  const column = note.at - before.lastIndexOf('\n');
  return {
    ...{
      kind: note.kind,
      code: CODES[note.kind],
      message: clean(note.message),
      place: { file, line, column },
    },
    fix: note.fix,
  };
}
