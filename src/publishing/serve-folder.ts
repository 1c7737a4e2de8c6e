import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.png': 'image/png',
};

export interface Served {
  /** Of the first page. */
  readonly url: string;
  /** Has every page that is open load itself again. */
  reload(): void;
  close(): void;
}

/** Serves the files of a folder on loopback, at a free port, to be read and nothing else. */
export async function serve(folder: string): Promise<Served> {
  const open = new Set<ServerResponse>();
  let changedAt = 0;
  const server: Server = createServer(async (request, response) => {
    const { port } = server.address() as AddressInfo;
    // Another name for this machine would let any page of the web read what is served here.
    const own = request.headers.host === `127.0.0.1:${port}`;
    const asked = own && request.method === 'GET' ? changesAsked(request.url ?? '/') : undefined;
    if (asked !== undefined) return listen(response, open, changedAt > asked);
    const file = own && request.method === 'GET' ? fileFor(folder, request.url ?? '/') : undefined;
    const content = file && (await readFile(file).catch(() => undefined));
    if (!file || !content) return void response.writeHead(404).end();
    response
      .writeHead(200, {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      })
      .end(content);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    reload: () => {
      changedAt = Date.now();
      for (const response of open) response.write(CHANGED);
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const CHANGED = 'data: changed\n\n';

/** Since when a page asks for changes, in milliseconds of Unix time; undefined where a URL asks for something else. */
function changesAsked(url: string): number | undefined {
  const since = /^\/changes\?since=([\d.]+)$/.exec(url)?.[1];
  return since === undefined ? undefined : Number(since);
}

/** @param late whether something changed between the page's beginning and its asking */
function listen(response: ServerResponse, open: Set<ServerResponse>, late: boolean): void {
  response
    .writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    .flushHeaders();
  if (late) response.write(CHANGED);
  open.add(response);
  response.on('close', () => open.delete(response));
}

/** Never above the folder, however the path is written. */
function fileFor(folder: string, url: string): string | undefined {
  try {
    const path = normalize(decodeURIComponent(new URL(url, 'http://127.0.0.1').pathname));
    return join(folder, path.endsWith('/') ? `${path}index.html` : path);
  } catch {
    return undefined;
  }
}

/** Shows a page in the user's browser, where there is a display to show it on. */
export function openBrowser(url: string): void {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const command = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(command, [url], { stdio: 'ignore', detached: true });
  // Without that command the URL is on the screen all the same.
  child.on('error', () => {});
  child.unref();
}
