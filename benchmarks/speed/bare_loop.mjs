/**
 * Sends pairs of GET requests and reads the answers, nothing else: the least that undici and Node need.
 *
 * Usage: node benchmarks/speed/bare_loop.mjs URL PAIRS
 */
import { Agent, request } from 'undici';

const [, , url, pairs] = process.argv;
const dispatcher = new Agent();
const send = async () => {
  const { body } = await request(url, { dispatcher, headers: { 'x-auth-token': 'fake-token' } });
  await body.arrayBuffer();
};
for (let pair = 0; pair < Number(pairs); pair++) await Promise.all([send(), send()]);
await dispatcher.close();
