/**
 * Secrets of a request or response, found by the names that OpenStack's API references use for them. Not the tool's own
 * list of names, so that a name missing there is noticed.
 */

const HEADERS =
  /^(x-auth-token|x-subject-token|x-service-token|x-storage-token|authorization|cookie|set-cookie)$/i;
const FIELDS = /^(password|adminPass|admin_pass|original_password|private_key|secret|token)$/;
/** Query parameters of console URLs. */
const IN_URL = /[?&](?:token|path)=([^&#"\\]+)/g;

/** Values that tests choose on purpose to be harmless words, and those that are too short to search for. */
const isSecret = (value) => typeof value === 'string' && value.length >= 8 && /\d/.test(value);

/** @param message `headers`, `body` as bytes, and for a request its `url` */
export function secretsIn({ headers, body, url = '' }) {
  const found = Object.entries(headers)
    .filter(([name]) => HEADERS.test(name))
    .flatMap(([name, value]) =>
      [value].flat().map((each) => (/cookie/i.test(name) ? /=([^;]*)/.exec(each)?.[1] : each)),
    );
  const text = body.length < 1e6 ? body.toString() : '';
  for (const [, value] of `${url} ${text}`.matchAll(IN_URL)) {
    const plain = decodeURIComponent(value);
    found.push(/token=([^&]+)/.exec(plain)?.[1] ?? (plain.startsWith('/') ? undefined : plain));
  }
  walk(parsed(text), found);
  return found.filter(isSecret);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function walk(value, found) {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (FIELDS.test(key) && typeof child === 'string') found.push(child);
    if (key === 'token' && typeof child?.id === 'string') found.push(child.id);
    walk(child, found);
  }
}
