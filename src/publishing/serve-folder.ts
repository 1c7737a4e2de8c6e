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
  /** URL of the first page. */
  readonly url: string;
  /** Reloads every open page. */
  reload(): void;
  close(): void;
}

/** Serves a folder read-only on loopback, on a free port. */
export async function serve(folder: string): Promise<Served> {
  const open = new Set<ServerResponse>();
  let changedAt = 0;
  const server: Server = createServer(async (request, response) => {
    const { port } = server.address() as AddressInfo;
    // Reject other host names, through which a web page could read the served files (DNS rebinding).
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

/** The time since which a page requests changes, in milliseconds of Unix time; undefined for other URLs. */
function changesAsked(url: string): number | undefined {
  const since = /^\/changes\?since=([\d.]+)$/.exec(url)?.[1];
  return since === undefined ? undefined : Number(since);
}

/** @param late whether something changed before the page subscribed */
function listen(response: ServerResponse, open: Set<ServerResponse>, late: boolean): void {
  response
    .writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    .flushHeaders();
  if (late) response.write(CHANGED);
  open.add(response);
  response.on('close', () => open.delete(response));
}

/** The file of a URL; undefined outside the folder. */
function fileFor(folder: string, url: string): string | undefined {
  try {
    const path = normalize(decodeURIComponent(new URL(url, 'http://127.0.0.1').pathname));
    return join(folder, path.endsWith('/') ? `${path}index.html` : path);
  } catch {
    return undefined;
  }
}

/** Opens a page in the user's browser if there is a display. */
export function openBrowser(url: string): void {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const command = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(command, [url], { stdio: 'ignore', detached: true });
  // Ignore a missing command; the URL was printed.
  child.on('error', () => {});
  child.unref();
}
