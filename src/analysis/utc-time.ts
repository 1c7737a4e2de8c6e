/** Milliseconds since 1970. OpenStack's times are in UTC, also those without a zone. NaN for other text. */
export const utcTime = (text: string): number =>
  Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
