/** Headers that our HTTP client sets, or that would break the message framing. */
const NOT_OURS = /^(connection|content-length|expect|keep-alive|te|trailer|transfer-encoding|upgrade)$/i;

const NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** Why a step's header cannot be sent, without a full stop; undefined if it can. */
export function headerMistake(name: string, value: string): string | undefined {
  const shown = JSON.stringify(name.slice(0, 80));
  if (!NAME.test(name)) return `${shown} is not a valid header name`;
  if (NOT_OURS.test(name)) return `the header ${shown} belongs to the connection and cannot be set by a step`;
  return /[^\t\x20-\x7e\x80-\xff]/.test(value)
    ? `the header ${shown} contains a control character, or one outside Latin-1`
    : undefined;
}

/** The first mistake in a request's headers; undefined if all can be sent. */
export function headersMistake(headers: Readonly<Record<string, string>>): string | undefined {
  for (const [name, value] of Object.entries(headers)) {
    const mistake = headerMistake(name, String(value));
    if (mistake) return mistake;
  }
  return undefined;
}
