/** A text in which nothing is a variable: a `${` of its own is escaped. */
export const literal = (text: string): string => text.replaceAll('${', () => '$${');

/** A `${` that does not begin a variable. */
const NO_VARIABLE = /(?<!\$)\$\{(?![A-Za-z_]\w*(?:-\w+)*\})/g;

/** A text in which only `${NAME}` is a variable: any other `${` is escaped. */
export const literalButVariables = (text: string): string => text.replace(NO_VARIABLE, literal);

/** A text as one word of bash. */
export const singleQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
