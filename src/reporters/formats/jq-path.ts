const STEP =
  /\.(?<name>[A-Za-z_][\w-]*)|\[(?<index>\d+)\]|\['(?<key>[^'\\]*)'\]|\[\?\(?@\.(?<field>\w+)\s*==\s*'(?<value>[^'\\]*)'\)?\]/y;

/** Converts a JSONPath to a jq filter for its first value; undefined if that is not supported. */
export function jqPath(path: string): string | undefined {
  if (!path.startsWith('$')) return undefined;
  let filter = '';
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const { name, index, key, field, value } = STEP.exec(path)?.groups ?? {};
    if (name ?? key) filter += `[${JSON.stringify(name ?? key)}]`;
    else if (index) filter += `[${index}]`;
    else if (field) filter = `first(.${filter}[] | select(.${field} == ${JSON.stringify(value)})) | .`;
    else return undefined;
  }
  return `.${filter}`.replace(/^\.first/, 'first');
}
