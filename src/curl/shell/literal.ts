/** A text in which nothing is a variable: a `${` of its own is escaped. */
export const literal = (text: string): string => text.replaceAll('${', () => '$${');

/** A text as one word of bash. */
export const singleQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
