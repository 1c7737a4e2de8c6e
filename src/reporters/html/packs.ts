/**
 * Pages of single endpoints, scenarios, functions and queries: a thousand of them, 40 MB, most of it repeated.
 * They are stored compressed, some in each file; page.html unpacks the one that its address names.
 */
import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { Page, SiteFile } from './layout.ts';

/** The document that shows them. */
export const SHELL = 'page.html';

const PACKS = 64;

/** A page's address says in which pack it is: only names decide, so that a link holds from one night to the next. */
export const addressOf = (name: string): string => `${SHELL}#${packOf(name)}/${name}`;

function packOf(name: string): string {
  const [byte = 0] = createHash('sha256').update(name).digest();
  return (byte % PACKS).toString(16).padStart(2, '0');
}

/** The packs' files: scripts, because a page that is opened from disk can load nothing else. */
export function packed(pages: Iterable<Page>): SiteFile[] {
  const packs = new Map<string, Record<string, string>>();
  for (const { path, section, title, body } of pages) {
    const text = JSON.stringify({ section, title, body: String(body) });
    const pack = packs.get(packOf(path)) ?? {};
    packs.set(packOf(path), pack);
    pack[path] = deflateRawSync(text, { level: 9 }).toString('base64');
  }
  return [...packs].map(([pack, each]) => ({
    path: `pages/${pack}.js`,
    text: `addPages(${JSON.stringify(each)});\n`,
  }));
}
