import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { fill } from '../../../src/assertions/variables.ts';
import { parseCurl } from '../../../src/curl/parse-curl.ts';
import type { Json } from '../../../src/model.ts';
import { curlCommand } from '../../../src/reporters/curl-command.ts';
import { exchange } from '../../support/runs/results.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

test('commands printed by OpenStack clients are parsed; token and host are dropped', () => {
  const command =
    'curl -g -i -X GET http://controller:9292/v2/images?name=in:a,b -H "User-Agent: a b/1" -H "X-Auth-Token: {SHA256}8f" -H "Accept: */*"';
  expect(parseCurl(command)).toEqual({
    method: 'GET',
    path: '/v2/images?name=in:a,b',
    headers: { 'user-agent': 'a b/1', accept: '*/*' },
  });
});

test('continued lines, and variables for host and id, are parsed', () => {
  expect(parseCurl("curl \\\n  -X DELETE \\\n  '${glance}/v2/images/${id}'")).toEqual({
    method: 'DELETE',
    path: '/v2/images/${id}',
    headers: {},
  });
});

test('the method depends on the data, -I and -X', () => {
  expect(parseCurl('curl http://h/v2/images').method).toBe('GET');
  expect(parseCurl("curl http://h/v2/images -d '{}'").method).toBe('POST');
  expect(parseCurl('curl -I http://h/v2/images').method).toBe('HEAD');
  expect(parseCurl("curl -XPUT -sS http://h/v2/images -d '{}'").method).toBe('PUT');
  expect(parseCurl('curl --request PATCH --url http://h/v2/images').method).toBe('PATCH');
});

test("data is joined as in curl; curl's content type is the default", () => {
  expect(parseCurl("curl http://h/x -d a=1 --data-raw 'b=it'\"'\"'s'")).toMatchObject({
    body: { text: "a=1&b=it's" },
    headers: FORM,
  });
  expect(parseCurl('curl http://h/x -H \'content-type: application/json\' -d \'{"a": "ü"}\'')).toMatchObject({
    body: { text: '{"a": "ü"}' },
    headers: { 'content-type': 'application/json' },
  });
  expect(parseCurl("curl -X POST http://h/x -d ''").body).toEqual({ text: '' });
});

test('globs, quotes and a colon in a header are kept', () => {
  expect(parseCurl('curl http://h/v2/images?name=a*&x=[1]'.replace('&', '\\&'))).toMatchObject({
    path: '/v2/images?name=a*&x=[1]',
  });
  expect(parseCurl('curl http://h/x -H "X-Time: 10:30:00"').headers).toEqual({ 'x-time': '10:30:00' });
});

const IMAGE = { path: '/v2/images', method: 'GET' } as const;

/** Commands as users paste them: [service, command, request]. */
const PASTED: Readonly<Record<string, readonly ['glance' | 'nova', string, Record<string, unknown>]>> = {
  'with a prompt and a pipe': ['glance', '$ curl -s http://h/v2/images | jq .images', IMAGE],
  'with a long prompt': ['glance', 'stack@host:~$ curl http://h/v2/images', IMAGE],
  'with discarded output': ['glance', 'curl -so /dev/null http://h/v2/images 2>&1 > out.txt', IMAGE],
  'with CRLF and continued lines': ['glance', 'curl \\\r\n  -k \\\r\n http://h/v2/images\r\n', IMAGE],
  'without a scheme': ['glance', 'curl -i controller:9292/v2/images', IMAGE],
  'for DevStack': ['glance', 'curl http://10.0.0.5/image/v2/images', IMAGE],
  "for DevStack's Nova": ['nova', 'curl http://10.0.0.5/compute/v2.1/servers', { path: '/servers' }],
  "for Nova's own port": [
    'nova',
    'curl http://h:8774/v2.1/servers/detail?limit=1',
    { path: '/servers/detail?limit=1' },
  ],
  'with a project in its URL': [
    'nova',
    'curl http://h:8774/v2.1/0123456789abcdef0123456789abcdef/servers',
    { path: '/servers' },
  ],
  'printed by openstack --debug': [
    'nova',
    'DEBUG: keystoneauth.session:517 REQ: curl -g -i -X POST http://h/compute/v2.1/servers -H "Accept: application/json" -H "Content-Type: application/json" -H "User-Agent: python-novaclient" -H "X-Auth-Token: {SHA256}5a" -H "X-OpenStack-Nova-API-Version: 2.1" -d \'{"server": {"name": "it\'s"}}\'',
    { method: 'POST', path: '/servers', body: { text: '{"server": {"name": "it\'s"}}' } },
  ],
  'logged by a service': [
    'glance',
    '2024-01-01 10:00:00.000 7 DEBUG keystoneauth.session [-] REQ: curl -g -i -X GET http://h/v2/images -H "X-Auth-Token: {SHA256}5a" _http_log_request /usr/lib/python3/dist-packages/keystoneauth1/session.py:519',
    IMAGE,
  ],
  'with JSON': [
    'glance',
    'curl http://h/v2/images --json \'{"name":"a"}\'',
    {
      method: 'POST',
      body: { text: '{"name":"a"}' },
      headers: { 'content-type': 'application/json', accept: 'application/json' },
    },
  ],
  'with data in the query': [
    'glance',
    'curl -G http://h/v2/images -d limit=1 --data-urlencode "name=a b"',
    { method: 'GET', path: '/v2/images?limit=1&name=a%20b' },
  ],
  'with an upload': [
    'glance',
    'curl -T image.bin http://h/v2/images/x/file',
    { method: 'PUT', body: { file: 'image.bin' } },
  ],
  'with a file as data': ['glance', 'curl http://h/v2/images -d @body.json', { body: { file: 'body.json' } }],
  'with a here document': [
    'glance',
    'curl http://h/v2/images -d @- <<\'EOF\' | jq .\n{"name": "a"}\nEOF\n',
    { method: 'POST', body: { text: '{"name": "a"}' } },
  ],
  'with a here document as binary data': [
    'glance',
    'curl http://h/v2/images --data-binary @- <<EOF\n{"name": "$NAME"}\nEOF\n',
    { method: 'POST', body: { text: '{"name": "${NAME}"}\n' } },
  ],
  'with a file as standard input': [
    'glance',
    'curl http://h/v2/images -d @- < body.json',
    { method: 'POST', body: { file: 'body.json' } },
  ],
  'with a form': ['glance', 'curl http://h/v2/images -F a=b', { method: 'POST' }],
  'with an empty header and a removed header': [
    'glance',
    "curl http://h/v2/images -H 'x-empty;' -H 'accept:'",
    { headers: { 'x-empty': '' } },
  ],
  'with shell escapes': [
    'glance',
    "curl http://h/v2/images --data-raw $'a\\nb\\'c'",
    { body: { text: "a\nb'c" } },
  ],
  'with a range and a user agent': [
    'glance',
    'curl -A me -r 0-9 http://h/v2/images',
    { headers: { 'user-agent': 'me', range: 'bytes=0-9' } },
  ],
};
for (const [what, [service, command, request]] of Object.entries(PASTED)) {
  test(`a command ${what} is parsed`, () => {
    expect(parseCurl(command, service)).toMatchObject(request);
  });
}

const REFUSED: Readonly<Record<string, readonly [string, RegExp]>> = {
  'a program other than curl': ['wget http://h/x', /wget is not curl/],
  'an empty command': ['', /begin with "curl"/],
  'an unquoted &': ['curl http://h/x?a=1&b=2', /quotes/],
  'two URLs': ['curl http://h/x http://h/y', /2 URLs/],
  'a command without a URL': ['curl -X GET', /no URL/],
  'an unknown option': ['curl --ftp-port - http://h/x', /--ftp-port/],
  'an unknown method': ['curl -X FETCH http://h/x', /FETCH/],
  'a header without a value': ['curl http://h/x -H Accept', /Accept/],
  'an unclosed quote': ["curl 'http://h/x", /quote/],
  'a command substitution': ['curl "http://h/x?owner=$(id)"', /another command/],
  'a command substitution with backticks': ['curl http://h/`id`', /another command/],
  'an unclosed variable': ['curl "http://h/x/${id"', /variable/],
  'two commands': ['curl http://h/x; curl http://h/y', /two steps/],
  'several requests at once': ['curl http://h/x --next http://h/y', /several/],
  'a form that sends a file': ['curl http://h/x -F a=@b', /files/],
};
for (const [what, [command, reason]] of Object.entries(REFUSED)) {
  test(`${what} is rejected with the reason`, () => {
    expect(() => parseCurl(command)).toThrow(reason);
  });
}

const METHODS = fc.constantFrom(...(['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE'] as const));
/** Text, some of which looks like a variable of a scenario. */
const text = fc
  .array(
    fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('${', '$${', '${a}', '$a', '^"', '`', '\\')),
  )
  .map((parts) => parts.join(''));
const word = fc.stringMatching(/^[\w.-]{1,10}$/);

test('a curl command printed by this tool parses to the same request', { tag: '@long' }, () => {
  fc.assert(
    fc.property(
      METHODS,
      fc.array(word, { minLength: 1 }),
      fc.dictionary(word, fc.stringMatching(/^[!-~]([ -~]*[!-~])?$/)),
      fc.option(fc.oneof(fc.record({ text }), fc.record({ json: fc.jsonValue() as fc.Arbitrary<Json> })), {
        nil: undefined,
      }),
      (method, segments, query, body) => {
        const path = `/v2/${segments.join('/')}?${new URLSearchParams(query)}`;
        const requestHeaders = { 'x-a': Object.values(query)[0] ?? 'b' };
        const sent = exchange({
          method,
          url: `http://127.0.0.1:9292${path}`,
          requestHeaders,
          ...(body ? { requestBody: body } : {}),
        });
        const request = fill(parseCurl(curlCommand(sent, 'OS_TOKEN')), new Map());
        const expected = body && ('json' in body ? JSON.stringify(body.json) : body.text);
        expect(request.path).toBe(path);
        expect(request.method).toBe(method);
        expect(request.headers['x-a']).toBe(requestHeaders['x-a']);
        expect(request.body).toEqual(expected === undefined ? undefined : { text: expected });
      },
    ),
  );
});
