/**
 * The JSONPath that commands after curl extract from its answer, with jq or a line of Python. Undefined if they do
 * something else or extract nothing.
 */
export function pathOfFilter(through: readonly (readonly string[])[]): string | undefined {
  for (const [name = '', ...words] of through) {
    if (name === 'jq') return ofJq(words.find((word) => !word.startsWith('-')) ?? '');
    if (/^python/.test(name)) return ofPython(words.join(' '));
    const header = name === 'sed' ? /^s\/\^([\w-]+): ?\*?\/\/I?p$/.exec(words[1] ?? '')?.[1] : undefined;
    if (header) return `header:${header}`;
  }
  return undefined;
}

const STEP = String.raw`\.?[A-Za-z_][\w-]*|\.?\["[^"\]]+"\]|\.?\[\d+\]`;
const PLAIN = new RegExp(String.raw`^\.?(?:${STEP})+$`);

function ofJq(filter: string): string | undefined {
  const text = filter.trim();
  if (PLAIN.test(text)) return pathOf(text);
  const [, list, key, value, rest] =
    /^(\.[\w.]+)\[\]\s*\|\s*select\(\s*\.(\w+)\s*==\s*"([^"'\\]*)"\s*\)\s*\|\s*(\.[\w.]+)$/.exec(text) ?? [];
  if (list && key && rest) return `${pathOf(list)}[?@.${key}=='${value}']${pathOf(rest)?.slice(1)}`;
  return undefined;
}

const ofPython = (text: string): string | undefined => {
  const [found] = /(?<=\))(?:\[(?:'[^'\]]+'|"[^"\]]+"|\d+)\])+/.exec(text) ?? [];
  return found && pathOf(found.replaceAll("'", '"'));
};

/** Converts a path of jq or Python to a JSONPath. */
const pathOf = (steps: string): string =>
  `$${[...steps.matchAll(/\.?(?:([A-Za-z_][\w-]*)|\["([^"\]]+)"\]|\[(\d+)\])/g)]
    .map(([, name, quoted, index]) => (index === undefined ? memberOf(name ?? quoted ?? '') : `[${index}]`))
    .join('')}`;

/** An object's member in JSONPath notation. */
export const memberOf = (name: string): string =>
  /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `['${name.replace(/['\\]/g, '\\$&')}']`;
