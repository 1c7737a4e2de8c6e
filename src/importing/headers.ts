import type { DraftStep } from './draft.ts';

/** Headers that every client adds, those of the connection, and tokens. */
const LEFT =
  /^(x-auth-token|x-service-token|x-subject-token|user-agent|host|connection|content-length|accept-encoding|accept-language|origin|referer|sec-.*|dnt|pragma|cache-control|postman-token|expect|transfer-encoding|x-openstack-request-id|x-auth-project-id|x-requested-with|upgrade-insecure-requests|priority|te|keep-alive|proxy-.*|if-none-match|if-modified-since)$/;

export interface KeptHeaders {
  readonly headers: Readonly<Record<string, string>>;
  readonly microversion?: string;
  /** Names of headers that may contain a secret. */
  readonly dropped: readonly string[];
}

/** The headers of a recorded request that its step needs. */
export function keptHeaders(
  given: Readonly<Record<string, string>>,
  body: DraftStep['body'],
  isSecret: (name: string) => boolean,
): KeptHeaders {
  const headers: Record<string, string> = {};
  const dropped: string[] = [];
  let microversion: string | undefined;
  for (const [name, value] of Object.entries(given)) {
    const version = versionIn(name, value);
    if (version) microversion = version;
    else if (LEFT.test(name)) continue;
    else if (isSecret(name) || name === 'authorization' || name === 'cookie') dropped.push(name);
    else if (name === 'accept' && /^(\*\/\*|application\/json)(?![\w/])/.test(value)) continue;
    else if (
      name === 'content-type' &&
      (body === undefined || ('json' in body && value === 'application/json'))
    )
      continue;
    else headers[name] = value;
  }
  return { headers, dropped, microversion };
}

function versionIn(name: string, value: string): string | undefined {
  const text =
    name === 'x-openstack-nova-api-version'
      ? value
      : name === 'openstack-api-version'
        ? value.replace(/^compute\s+/, '')
        : '';
  return /^(\d+\.\d+|latest)$/.exec(text.trim())?.[0];
}
