/** A proxy that records every secret that passes between the tool and its deployments. It can also falsify responses. */
import { createServer, request as send } from 'node:http';
import { randomFrom } from '../fuzz/random.mjs';
import { secretsIn } from './secrets-in.mjs';

/**
 * @param rate share of the JSON responses of a falsified service that get another field, so that steps fail and the
 *   tool prints them
 * @param falsified ports of the services to falsify
 * @returns `url` for HTTP_PROXY; `secrets`: where each secret was first seen
 */
export async function recorder({ rate, seed, falsified }) {
  const { chance } = randomFrom(seed);
  const secrets = new Map();
  const record = (message, where) => {
    for (const secret of secretsIn(message)) if (!secrets.has(secret)) secrets.set(secret, where);
  };
  const server = createServer((request, response) => {
    pass(request, response).catch((error) => response.destroy(error));
  });

  async function pass(request, response) {
    const { method, headers, host, path } = asked(request);
    const sent = await bytesOf(request);
    record({ headers, body: sent, url: path }, `request ${method} ${path}`);
    const answer = await forward({ method, host, path, headers: request.rawHeaders }, sent);
    const body = await bytesOf(answer);
    record({ headers: answer.headers, body }, `response to ${method} ${path}`);
    const port = Number(host.split(':')[1]);
    const isFalse = falsified.has(port) && method !== 'HEAD' && chance(rate);
    const shown = isFalse ? withAnotherField(body) : body;
    const kept = pairs(answer.rawHeaders).filter(
      ([name]) => !/^(connection|keep-alive|transfer-encoding|content-length)$/i.test(name),
    );
    const length = method === 'HEAD' ? answer.headers['content-length'] : shown.length;
    const hasBody = !/^(1..|204|304)$/.test(String(answer.statusCode));
    response.writeHead(answer.statusCode, answer.statusMessage, [
      ...kept.flat(),
      ...(hasBody && length !== undefined ? ['Content-Length', String(length)] : []),
    ]);
    response.end(method === 'HEAD' ? undefined : shown);
  }

  // A client asks for a tunnel. The same server answers in it.
  server.on('connect', (request, socket) => {
    socket.on('error', () => {});
    socket.tunnel = request.url;
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    server.emit('connection', socket);
  });
  server.on('connection', (socket) => socket.on('error', () => {}));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    secrets,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

/** Host and path of a request, in a tunnel or with its whole URL. */
function asked({ method, url, headers, socket }) {
  if (socket.tunnel) return { method, headers, host: socket.tunnel, path: url };
  const { host, pathname, search } = new URL(url);
  return { method, headers, host, path: `${pathname}${search}` };
}

function forward({ method, host, path, headers }, body) {
  const [hostname, port] = host.split(':');
  return new Promise((resolve, reject) => {
    const passed = send({ hostname, port, method, path, headers, agent: false }, resolve);
    passed.on('error', reject);
    passed.end(body);
  });
}

async function bytesOf(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const pairs = (raw) => raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1]]] : []));

function withAnotherField(body) {
  try {
    const value = JSON.parse(body);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return body;
    return Buffer.from(JSON.stringify({ ...value, falsified: true }));
  } catch {
    return body;
  }
}
