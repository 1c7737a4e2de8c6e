/** A text in which nothing is a variable: a `${` of its own is escaped. */
export const literal = (text: string): string => text.replaceAll('${', () => '$${');
