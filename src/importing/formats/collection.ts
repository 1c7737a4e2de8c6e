import { literal } from '../../curl/shell/literal.ts';
import { METHODS } from '../../model.ts';
import { jsonOf, type Note, type Recorded, type Recording } from '../recording.ts';

/** A request of a Postman collection, or a folder of requests. */
interface PostmanItem {
  readonly name?: string;
  readonly item?: readonly PostmanItem[];
  readonly request?: {
    readonly method?: string;
    readonly url?: string | { readonly raw?: string };
    readonly header?: readonly Header[] | string;
    readonly body?: { readonly mode?: string; readonly raw?: string };
  };
}

/** A request of an Insomnia export. */
interface InsomniaResource {
  readonly _type?: string;
  readonly name?: string;
  readonly method?: string;
  readonly url?: string;
  readonly headers?: readonly Header[];
  readonly body?: { readonly text?: string };
}

interface Header {
  readonly key?: string;
  readonly name?: string;
  readonly value?: string;
  readonly disabled?: boolean;
}

interface Saved {
  readonly name: string;
  readonly method: string;
  readonly url: string;
  readonly headers: readonly Header[];
  readonly body?: string | undefined;
}

/** Maximum depth of nested folders. */
const DEEPEST = 20;

/** Requests of a Postman or Insomnia export, in order; undefined for other text. */
export function collectionRecording(text: string): Recording | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  const data = jsonOf(text) as { readonly item?: unknown; readonly resources?: unknown } | undefined;
  const saved = Array.isArray(data?.item)
    ? ofPostman(data.item as readonly PostmanItem[])
    : Array.isArray(data?.resources)
      ? ofInsomnia(data.resources as readonly InsomniaResource[])
      : undefined;
  if (!saved) return undefined;
  const requests: Recorded[] = [];
  const notes: Note[] = [];
  let from = 0;
  for (const { name, method: word, url, headers, body } of saved) {
    const at = Math.max(text.indexOf(JSON.stringify(url).slice(1, -1), from), 0);
    from = at + 1;
    const method = METHODS.find((each) => each === word.toUpperCase());
    if (!method || url === '') {
      const message = `The request "${name.slice(0, 80)}" has no method and URL`;
      notes.push({ at, kind: 'refused', message, fix: 'Complete or remove it.' });
      continue;
    }
    const sent = headers.flatMap(({ key, name: given, value, disabled }) => {
      const header = key ?? given ?? '';
      return header === '' || disabled ? [] : [[header.toLowerCase(), variables(value ?? '')] as const];
    });
    requests.push({
      ...{ at, method, url: variables(url).replace(/#.*/s, ''), headers: Object.fromEntries(sent) },
      title: name || undefined,
      body: body ? { text: variables(body) } : undefined,
    });
  }
  return { requests, notes };
}

const ofPostman = (items: readonly PostmanItem[], depth = 0): readonly Saved[] =>
  items.flatMap(({ name = '', item, request }) => {
    if (Array.isArray(item) && depth < DEEPEST) return ofPostman(item, depth + 1);
    if (!request) return [];
    const { method = 'GET', url, header, body } = request;
    return [
      {
        ...{ name, method, url: (typeof url === 'string' ? url : url?.raw) ?? '', body: body?.raw },
        headers: Array.isArray(header) ? header : [],
      },
    ];
  });

const ofInsomnia = (resources: readonly InsomniaResource[]): readonly Saved[] =>
  resources.flatMap(({ _type, name = '', method = 'GET', url = '', headers = [], body }) =>
    _type === 'request' ? [{ name, method, url, headers, body: body?.text }] : [],
  );

/** Converts `{{name}}` and Insomnia's `{{ _.name }}` to `${name}`. Escapes any other `${`. */
const variables = (text: string): string =>
  literal(text).replace(/\{\{\s*(?:_\.)?([\w-]+)\s*\}\}/g, (_, name: string) => `\${${name}}`);
