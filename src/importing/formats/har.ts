import { literal } from '../../curl/shell/literal.ts';
import { urlParts } from '../../curl/url-service.ts';
import { METHODS } from '../../model.ts';
import { jsonOf, type Note, type Recorded, type Recording } from '../recording.ts';

interface Entry {
  readonly request?: {
    readonly method?: string;
    readonly url?: string;
    readonly headers?: readonly { readonly name?: string; readonly value?: string }[];
    readonly postData?: { readonly text?: string };
  };
  readonly response?: {
    readonly status?: number;
    readonly content?: { readonly text?: string; readonly encoding?: string };
  };
}

/** Requests of an HTTP archive saved by a browser; undefined for other text. */
export function harRecording(text: string): Recording | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  const archive = jsonOf(text) as { readonly log?: { readonly entries?: unknown } } | undefined;
  if (!Array.isArray(archive?.log?.entries)) return undefined;
  const requests: Recorded[] = [];
  const notes: Note[] = [];
  const others: number[] = [];
  let from = 0;
  for (const { request, response } of archive.log.entries as readonly Entry[]) {
    const url = String(request?.url ?? '');
    const at = Math.max(text.indexOf(JSON.stringify(url).slice(1, -1), from), 0);
    from = at + 1;
    const method = METHODS.find((each) => each === request?.method?.toUpperCase());
    // A browser's preflight request, or a request to another site.
    if (request?.method?.toUpperCase() === 'OPTIONS' || (/^https?:/.test(url) && isOfOtherSite(url))) {
      others.push(at);
      continue;
    }
    if (!method || !/^https?:/.test(url)) {
      notes.push({
        at,
        kind: 'refused',
        message: 'This entry has no request with a method and URL',
        fix: 'Take it out.',
      });
      continue;
    }
    const body = request?.postData?.text;
    const { text: content, encoding } = response?.content ?? {};
    const answer = jsonOf(
      encoding === 'base64' && content ? Buffer.from(content, 'base64').toString() : content,
    );
    const headers = (request?.headers ?? []).flatMap(({ name, value }) =>
      name && !name.startsWith(':') ? [[name.toLowerCase(), literal(value ?? '')] as const] : [],
    );
    requests.push({
      ...{ at, method, url: literal(url).replace(/#.*/s, ''), headers: Object.fromEntries(headers) },
      body: body ? { text: literal(body) } : undefined,
      status: response?.status || undefined,
      answer,
    });
  }
  const [at] = others;
  if (at !== undefined)
    notes.push({
      ...{ at, kind: 'left out' },
      message: `${others.length} request${others.length === 1 ? ' is' : 's are'} the browser's own or to another site`,
    });
  return { requests, notes };
}

function isOfOtherSite(url: string): boolean {
  try {
    return urlParts(url).service === undefined;
  } catch {
    return true;
  }
}
