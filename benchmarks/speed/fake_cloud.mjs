/**
 * A server that answers like a Keystone and a Glance with one image, as fast as Node can. It shows what clients cost.
 *
 * Usage: import { fakeCloud } from './fake_cloud.mjs'. The server runs in a process of its own.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(import.meta.url);
const IMAGE_PATH = /^\/v2\/images\/([\w-]+)$/;
const TEXT = { type: 'string' };
const SCHEMA = {
  name: 'image',
  properties: {
    ...{ id: TEXT, name: TEXT, status: TEXT, checksum: TEXT, created_at: TEXT, updated_at: TEXT },
    ...{ min_ram: { type: 'integer' }, min_disk: { type: 'integer' }, size: { type: 'integer' } },
    ...{ protected: { type: 'boolean' }, tags: { type: 'array', items: TEXT } },
  },
  additionalProperties: TEXT,
};

/** Starts a fake cloud. @param bytes size of the body that shows an image */
export async function fakeCloud(bytes) {
  const child = fork(PROGRAM, [String(bytes)]);
  const [url] = await once(child, 'message');
  /** The number of requests for an image so far. */
  const received = async () => {
    child.send('received');
    const [count] = await once(child, 'message');
    return count;
  };
  return { url, authUrl: `${url}/v3`, received, stop: () => child.kill() };
}

/** Bytes of a member that only makes an image larger, and of all other members. */
const PROPERTY = 47;
const REST = 330;

/** The image's members after its id, as JSON text of about `bytes`. */
function membersOf(bytes) {
  const image = {
    ...{ name: 'cirros', status: 'active', min_ram: 512, min_disk: 1, size: 16338944, protected: false },
    ...{ created_at: '2024-05-01T10:00:00Z', updated_at: '2024-05-01T10:00:05Z' },
    ...{ checksum: '443b7623e27ecf03dc9e01ee93f67afe', tags: ['small', 'test'] },
  };
  for (let number = 0, left = bytes - REST; left > 0; number++, left -= PROPERTY)
    image[`property_${String(number).padStart(6, '0')}`] =
      `value ${String(number).padStart(6, '0')} of 28 letters`;
  return JSON.stringify(image).slice(1);
}

function serve(bytes) {
  const members = membersOf(bytes);
  const json = { 'content-type': 'application/json' };
  const ids = { project: 0, user: 0 };
  let images = 0;
  process.on('message', () => process.send(images));
  // The benchmark ended, even if it was killed.
  process.on('disconnect', () => process.exit());
  const send = (reply, status, data, headers = json) =>
    reply.writeHead(status, headers).end(typeof data === 'string' ? data : JSON.stringify(data));
  const server = createServer((request, reply) => {
    const { method, url } = request;
    request.resume();
    const [, image] = IMAGE_PATH.exec(url) ?? [];
    if (image) {
      images++;
      const requestId = request.headers['x-openstack-request-id'] ?? '';
      return send(reply, 200, `{"id":"${image}",${members}`, {
        ...json,
        'x-openstack-request-id': requestId,
      });
    }
    if (url.startsWith('/v2/schemas/')) return send(reply, 200, SCHEMA);
    if (url === '/v3/auth/tokens') {
      const endpoints = [{ interface: 'public', region: 'one', url: `http://${request.headers.host}` }];
      const token = {
        ...{ project: { id: 'f'.repeat(32), domain: { id: 'default' } }, user: { id: 'e'.repeat(32) } },
        catalog: [{ type: 'image', endpoints }],
      };
      return send(reply, 201, { token }, { ...json, 'x-subject-token': `fake-token-${++ids.user}` });
    }
    if (url.startsWith('/v3/roles')) return send(reply, 200, { roles: [{ id: 'role' }] });
    const [, kind] = /^\/v3\/(project|user)s$/.exec(url) ?? [];
    if (method === 'POST' && kind)
      return send(reply, 201, {
        [kind]: { id: String(++ids[kind]).padStart(32, kind === 'user' ? 'a' : 'b') },
      });
    return reply.writeHead(204).end();
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}`));
}

if (process.argv[1] === PROGRAM) serve(Number(process.argv[2]));
