import { visible } from '../text/visible.ts';

/** A table; its cells are Markdown already. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Plain text, whatever it holds: no markup, no HTML, no mention of anybody. */
export const text = (value: string): string =>
  visible(value.replace(/\s+/g, ' '))
    .replace(/[\\`*_{}[\]()#+!|~]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/@/g, '&#64;');

/** Code in a cell of a table; a back-tick inside it cannot end it. */
export const code = (value: string): string => {
  const plain = value.replace(/\s+/g, ' ').replaceAll('|', '\\|');
  return plain.includes('`') ? `\`\` ${plain.replace(/`{2,}/g, '`')} \`\`` : `\`${plain}\``;
};
