import { visible } from '../text/visible.ts';

/** A Markdown table. Cells must already be Markdown. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Escapes plain text: no markup, HTML or mentions. */
export const text = (value: string): string =>
  visible(value.replace(/\s+/g, ' '))
    .replace(/[\\`*_{}[\]()#+!|~]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/@/g, '&#64;');

/** Inline code for a table cell. Backticks in it are escaped. */
export const code = (value: string): string => {
  const plain = visible(value.replace(/\s+/g, ' ')).replaceAll('|', '\\|');
  return plain.includes('`') ? `\`\` ${plain.replace(/`{2,}/g, '`')} \`\`` : `\`${plain}\``;
};
