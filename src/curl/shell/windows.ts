/** Whether a text is for cmd.exe, as Chrome copies it: its escapes are carets. */
export function isForWindows(text: string): boolean {
  const first = text.split('\n').find((line) => /\bcurl(\.exe)?\s/.test(line)) ?? '';
  return !first.includes("'") && (first.includes('^"') || /\^[ \t]*$/.test(first));
}

/**
 * A command for cmd.exe as bash would have it, line by line. Carets escape for cmd.exe; then the program takes its
 * command line apart, `\"` or `""` in quotes being a quote.
 */
export function fromWindows(text: string): string {
  const lines = text
    .replace(/\^\n\n/g, '\n')
    .replace(/\^[ \t]*\n/g, '\\\n')
    .replace(/\^(.)/g, '$1')
    .replace(/%%/g, '%');
  return lines.replace(/"((?:\\.|""(?=[^\s"])|[^"\\])*(?:"")?)"(?=\s|$)/gs, (_, content: string) => {
    const inside = content.replaceAll(/(?<!\\)""/g, '\\"').replace(/[$`]/g, '\\$&');
    return `"${inside}"`;
  });
}
