/** What a deployment invents by itself, found by its form. */
const FORMS = {
  /** Of a resource or a request. */
  uuid: /[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}/,
  /** Within a link its colons are escaped. */
  time: /\d{4}-\d\d-\d\dT\d\d(?::|%3A)\d\d(?::|%3A)\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?/,
  /** Of a project or user, or a checksum. */
  hex: /(?<![0-9a-zA-Z])[0-9a-f]{32}(?![0-9a-zA-Z])/,
  /** Of a host, as a project sees it: a hash of both. */
  host: /(?<![0-9a-zA-Z])[0-9a-f]{56}(?![0-9a-zA-Z])/,
  /** Of an SSH key (MD5), of a certificate (SHA-1). */
  fingerprint: /(?<![0-9a-f:])(?:[0-9a-f]{2}:){15}(?:(?:[0-9a-f]{2}:){4})?[0-9a-f]{2}(?![0-9a-f:])/,
  mac: /(?<![0-9a-f:])(?:[0-9a-f]{2}:){5}[0-9a-f]{2}(?![0-9a-f:])/,
  ipv4: /(?<![0-9.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)/,
  /** Of the servers that one request made. */
  reservation: /(?<![0-9a-zA-Z-])r-[0-9a-z]{8}(?![0-9a-zA-Z-])/,
  /** Number of a row, as an error message may show it. */
  row: /(?<=['"]id['"]: ?)\d+/,
  pem: /-----BEGIN [A-Z0-9 ]+-----[\s\S]+?-----END [A-Z0-9 ]+-----/,
  /** A certificate with its private key, PKCS #12 in Base64, by what stands at its beginning whatever its length. */
  pkcs12: /MII[A-Za-z0-9+/]{3}IBAzCC[A-Za-z0-9+/]{3}GCSqGSIb3DQEHAaCC[A-Za-z0-9+/]{64,}={0,2}/,
  ssh: /(?<=ssh-[a-z0-9]+ )[A-Za-z0-9+/]{64,}={0,2}/,
} as const;

export type Form = keyof typeof FORMS;

export interface Token {
  readonly form: Form | 'text';
  readonly text: string;
}

const names = Object.keys(FORMS) as Form[];
// The first form that fits at a place wins: longer ones stand before what could be a part of them. A group for each, by
// number.
const ANY = new RegExp(names.map((name) => `(${FORMS[name].source})`).join('|'), 'g');

/** A string as what has one of the forms, and the text between. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  let end = 0;
  // Not `matchAll`, which copies the expression for every text: that took four fifths of the time.
  ANY.lastIndex = 0;
  for (let match = ANY.exec(text); match; match = ANY.exec(text)) {
    if (match.index > end) found.push({ form: 'text', text: text.slice(end, match.index) });
    const form = names[match.indexOf(match[0], 1) - 1] as Form;
    found.push({ form, text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push({ form: 'text', text: text.slice(end) });
  return found;
}
