/** Faults of a response, by name. Each gets the response, and writes a broken one to the connection instead. */

const LINE = '\r\n';

/** Number of bytes above the benchmark's limit for a response. */
const TOO_MUCH = 3 * 2 ** 20;

const head = (status, headers) =>
  [`HTTP/1.1 ${status}`, ...headers.map(([name, value]) => `${name}: ${value}`)].join(LINE) + LINE + LINE;

const framing = /^(content-length|transfer-encoding|connection|content-encoding)$/i;
const without = (headers, pattern = framing) => headers.filter(([name]) => !pattern.test(name));

/** Returns a complete response with another body or other headers. */
const whole = ({ status, headers }, body, more = []) =>
  Buffer.concat([
    Buffer.from(head(status, [...without(headers), ['Content-Length', body.length], ...more]), 'latin1'),
    body,
  ]);

const text = (socket, bytes) => socket.end(bytes, 'latin1');

/** For any response. */
const ALWAYS = {
  closed: ({ socket }) => socket.end(),
  reset: ({ socket }) => socket.resetAndDestroy(),
  'headers cut': ({ socket, status, headers }) => {
    const all = head(status, headers);
    text(socket, all.slice(0, all.length / 2));
  },
  'body cut': ({ socket, status, headers }) =>
    text(socket, `${head(status, [...without(headers), ['Content-Length', 1000]])}{"cut`),
  'chunk cut': ({ socket, status, headers }) =>
    text(socket, `${head(status, [...without(headers), ['Transfer-Encoding', 'chunked']])}50\r\n{"cut`),
  'chunk of no size': ({ socket, status, headers }) =>
    text(socket, `${head(status, [...without(headers), ['Transfer-Encoding', 'chunked']])}ZZ\r\n{}\r\n`),
  'two lengths': ({ socket, status, headers }) =>
    text(
      socket,
      `${head(status, [...without(headers), ['Content-Length', 2], ['Content-Length', 7]])}{}12345`,
    ),
  'length of letters': ({ socket, status, headers }) =>
    text(socket, `${head(status, [...without(headers), ['Content-Length', 'two']])}{}`),
  'header line without a colon': ({ socket, status }) =>
    text(socket, `HTTP/1.1 ${status}\r\nBad Header\r\nContent-Length: 2\r\n\r\n{}`),
  'headers of 400 KB': ({ socket, status, headers }) =>
    text(socket, head(status, [...headers, ['X-Large', 'x'.repeat(400_000)]])),
  'status of two digits': ({ socket }) => text(socket, head('99 What', [['Content-Length', 0]])),
  'switch of protocols': ({ socket }) =>
    text(
      socket,
      head('101 Switching Protocols', [
        ['Upgrade', 'x'],
        ['Connection', 'Upgrade'],
      ]),
    ),
  '204 with a body': ({ socket }) => text(socket, `${head('204 No Content', [['Content-Length', 2]])}{}`),
  'line feeds alone': ({ socket, status }) =>
    text(socket, `HTTP/1.1 ${status}\nContent-Type: application/json\nContent-Length: 2\n\n{}`),
  'another protocol': ({ socket }) => text(socket, 'SSH-2.0-OpenSSH_9.2\r\n'),
  'too large': ({ socket, status, headers }) => {
    text(
      socket,
      Buffer.concat([
        Buffer.from(head(status, [...without(headers), ['Content-Length', TOO_MUCH]]), 'latin1'),
        Buffer.alloc(TOO_MUCH, 'x'),
      ]),
    );
  },
  // The client times out, and closes the connection.
  'never complete': ({ socket, status, headers }) =>
    socket.write(`${head(status, [...without(headers), ['Content-Length', 1000]])}{`, 'latin1'),
};

/** For a response with a JSON body. */
const JSON_ONLY = {
  'JSON cut': (answer) => answer.socket.end(whole(answer, answer.body.subarray(0, answer.body.length - 1))),
  'JSON too deep': (answer) =>
    answer.socket.end(whole(answer, Buffer.from('['.repeat(5000) + ']'.repeat(5000)))),
  'no body': (answer) => answer.socket.end(whole(answer, Buffer.alloc(0))),
  'bytes that are no UTF-8': (answer) =>
    answer.socket.end(whole(answer, Buffer.concat([answer.body, Buffer.from([0xff, 0xfe])]))),
  'gzip that is none': (answer) =>
    answer.socket.end(whole(answer, answer.body, [['Content-Encoding', 'gzip']])),
  'another type': (answer) => {
    const headers = [...without(answer.headers, /^content-type$/i), ['Content-Type', 'text/html']];
    answer.socket.end(whole({ ...answer, headers }, answer.body));
  },
};

/**
 * Faults that leave a response complete. A poll continues after one, as after any response that it does not wait for.
 * A cleanup only checks the status.
 */
export const COMPLETE = new Set([
  ...['JSON cut', 'JSON too deep', 'no body', 'another type', 'bytes that are no UTF-8'],
]);

export const FAULTS = { ...ALWAYS, ...JSON_ONLY };

/** Returns the names of the faults that a response can have. Responses to HEAD and with some statuses have no body. */
export function faultsFor({ method, status, headers, body }) {
  const isBodiless = method === 'HEAD' || /^(1|204|304)/.test(status);
  const isJson = headers.some(([name, value]) => /^content-type$/i.test(name) && /json/i.test(value));
  if (isBodiless) return BODILESS;
  return isJson && body.length > 2 ? Object.keys(FAULTS) : Object.keys(ALWAYS);
}

const BODILESS = [
  'closed',
  'reset',
  'headers cut',
  'length of letters',
  'status of two digits',
  'another protocol',
];
