/** Escapes each `${` so that the text contains no variables. */
export const literal = (text: string): string => text.replaceAll('${', () => '$${');

/** A `${` that does not begin a variable. */
const NO_VARIABLE = /(?<!\$)\$\{(?![A-Za-z_]\w*(?:-\w+)*\})/g;

/** A text in which only `${NAME}` is a variable: any other `${` is escaped. */
export const literalButVariables = (text: string): string => text.replace(NO_VARIABLE, literal);

/** Quotes a text as one bash word. */
export const singleQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
