/** A proxy for a deployment's Keystone and Glance. It breaks some of Glance's responses, chosen by a seed. */
import { createServer, request as send } from 'node:http';
import { randomFrom } from '../fuzz/random.mjs';
import { FAULTS, faultsFor } from './faults.mjs';

const CONNECTION = /^(connection|keep-alive|transfer-encoding|content-length)$/i;

/**
 * @param keystone URL of the deployment's Keystone, without its path
 * @returns `url`: the URL to attach to; `broken`: the broken responses by request id
 */
export async function uglyProxy({ keystone, rate, seed }) {
  const { chance, pick } = randomFrom(seed);
  const broken = new Map();
  /** The fault of each request, by its id. A retried request has the same fault. */
  const decisions = new Map();
  let upstream;

  const keystoneProxy = await listening(async (request, response) => {
    const answer = await forward(keystone, request);
    const found = /"type": ?"image"/.test(answer.body) && glanceIn(answer.body);
    if (found) upstream = found;
    const body = upstream ? answer.body.toString().replaceAll(upstream, glance.url) : answer.body;
    reply(response, { ...answer, body: Buffer.from(body) });
  });
  const glance = await listening(async (request, response) => {
    const answer = await forward(upstream, request);
    const id = request.headers['x-openstack-request-id'];
    // Not a request of a scenario, but a check whether the service is available.
    if (id === undefined) return reply(response, answer);
    if (!decisions.has(id)) {
      const names = faultsFor({ ...answer, method: request.method });
      decisions.set(id, chance(rate) ? pick(names) : undefined);
    }
    const fault = decisions.get(id);
    if (!fault) return reply(response, answer);
    broken.set(id, { fault, method: request.method, url: request.url });
    FAULTS[fault]({ ...answer, socket: request.socket });
  });
  return {
    url: keystoneProxy.url,
    broken,
    close: () => Promise.all([keystoneProxy.close(), glance.close()]),
  };
}

/** Returns the image service's URL in a token's catalog. */
function glanceIn(body) {
  try {
    const { catalog = [] } = JSON.parse(body).token ?? {};
    return catalog.find(({ type }) => type === 'image')?.endpoints[0]?.url.replace(/\/+$/, '');
  } catch {
    return undefined;
  }
}

async function listening(answer) {
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      console.error(`The proxy failed: ${error.stack}`);
      response.destroy();
    });
  });
  server.on('connection', (socket) => socket.on('error', () => {}));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

/** Forwards a request unchanged, and returns the whole response. `Host` also is, so that links name the proxy. */
async function forward(base, request) {
  const { method, url, rawHeaders } = request;
  const answer = await new Promise((resolve, reject) => {
    const passed = send(`${base}`, { method, path: url, headers: rawHeaders, agent: false }, resolve);
    passed.on('error', reject);
    request.pipe(passed);
  });
  const chunks = [];
  for await (const chunk of answer) chunks.push(chunk);
  const { rawHeaders: raw, statusCode, statusMessage } = answer;
  const headers = raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1]]] : []));
  return {
    status: `${statusCode} ${statusMessage}`,
    headers: headers.filter(([name]) => !/^(connection|keep-alive|transfer-encoding)$/i.test(name)),
    body: Buffer.concat(chunks),
  };
}

function reply(response, { status, headers, body }) {
  const [code, ...words] = status.split(' ');
  const given = headers.filter(([name]) => !CONNECTION.test(name));
  const isHead = response.req.method === 'HEAD';
  const length = isHead ? headers.find(([name]) => /^content-length$/i.test(name))?.[1] : body.length;
  const isSaid = length !== undefined && !/^(1|204|304)/.test(code);
  response.writeHead(Number(code), words.join(' '), [
    ...given.flat(),
    ...(isSaid ? ['Content-Length', String(length)] : []),
  ]);
  response.end(isHead ? undefined : body);
}
