/**
 * Pages of single endpoints, scenarios, functions and queries: about a thousand pages and 40 MB, mostly repetition.
 * They are stored compressed in a few files. page.html unpacks the one that its address names.
 */
import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { Page, SiteFile } from './layout.ts';

/** The document that shows packed pages. */
export const SHELL = 'page.html';

const PACKS = 64;

/** The address of a packed page. It depends only on the name, so that links stay valid between runs. */
export const addressOf = (name: string): string => `${SHELL}#${packOf(name)}/${name}`;

function packOf(name: string): string {
  const [byte = 0] = createHash('sha256').update(name).digest();
  return (byte % PACKS).toString(16).padStart(2, '0');
}

/** The pack files. They are scripts, because a page opened from disk cannot load anything else. */
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
