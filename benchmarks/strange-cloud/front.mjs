/** One TLS server in front of all services of a deployment, each below a path of its own. */

import { Agent, request as send } from 'node:http';
import { createServer } from 'node:https';

/** Of one connection only, or said by this proxy. */
const HOP = /^(connection|keep-alive|transfer-encoding|upgrade|proxy-.*|te|trailer|x-forwarded-.*)$/i;

/**
 * @param port to listen on; another if it is taken
 * @param ports of the processes behind each path, `{ image: [1234, 1235] }`; they take turns
 * @param certificate its `key` and `cert` as PEM
 * @returns `url`, without a slash at its end, and `counts`, the number of requests that each port got
 */
export async function front(port, ports, certificate) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const counts = new Map();
  const server = createServer(certificate, (request, response) => {
    const [, path = '', rest = ''] = /^\/([^/?]*)(.*)$/s.exec(request.url) ?? [];
    const behind = ports[path];
    if (!behind) return void response.writeHead(404).end();
    const turn = counts.get(path) ?? 0;
    counts.set(path, turn + 1);
    const chosen = behind[turn % behind.length];
    counts.set(chosen, (counts.get(chosen) ?? 0) + 1);
    const headers = [
      ...kept(request.rawHeaders),
      ...['X-Forwarded-Proto', 'https'],
      ...['X-Forwarded-Host', request.headers.host ?? ''],
      ...['X-Forwarded-Prefix', `/${path}`],
    ];
    const isLong = request.headers['transfer-encoding'] !== undefined;
    const passed = send(
      {
        ...{ host: '127.0.0.1', port: chosen, agent, method: request.method },
        path: rest.startsWith('/') ? rest : `/${rest}`,
        headers: isLong ? [...headers, 'Transfer-Encoding', 'chunked'] : headers,
      },
      (answer) => {
        response.writeHead(
          answer.statusCode,
          answer.statusMessage,
          kept(answer.rawHeaders, `https://${request.headers.host}`, path),
        );
        answer.pipe(response);
        answer.on('error', () => response.destroy());
      },
    );
    passed.on('error', () => response.destroy());
    response.on('close', () => passed.destroy());
    request.pipe(passed);
  });
  server.on('connection', (socket) => socket.on('error', () => {}));
  await new Promise((resolve, reject) => {
    server.on('error', (error) => {
      if (error.code === 'EADDRINUSE') server.listen(0, '127.0.0.1');
      else reject(error);
    });
    server.on('listening', resolve);
    server.listen(port, '127.0.0.1');
  });
  return {
    url: `https://127.0.0.1:${server.address().port}`,
    counts,
    close: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

/**
 * Headers that are not of one connection only, as a flat list.
 * @param origin of this front
 * @param path to add to a Location of this front without it, as a reverse proxy does: Glance leaves it out
 */
function kept(raw, origin, path) {
  const headers = [];
  for (let index = 0; index < raw.length; index += 2) {
    const [name, value] = [raw[index], raw[index + 1]];
    if (HOP.test(name)) continue;
    const isWithout =
      /^location$/i.test(name) && value.startsWith(`${origin}/`) && !value.startsWith(`${origin}/${path}/`);
    headers.push(name, isWithout ? value.replace(origin, `${origin}/${path}`) : value);
  }
  return headers;
}
