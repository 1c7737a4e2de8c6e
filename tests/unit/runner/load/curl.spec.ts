import { expect, test } from 'playwright/test';
import { parseCurl } from '../../../../src/runner/load/curl.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

test('what OpenStack clients print: their token and the host are left out', () => {
  const command =
    'curl -g -i -X GET http://controller:9292/v2/images?name=in:a,b -H "User-Agent: a b/1" -H "X-Auth-Token: {SHA256}8f" -H "Accept: */*"';
  expect(parseCurl(command)).toEqual({
    method: 'GET',
    path: '/v2/images?name=in:a,b',
    headers: { 'user-agent': 'a b/1', accept: '*/*' },
  });
});

test('lines that go on, and variables in place of the host and an id', () => {
  expect(parseCurl("curl \\\n  -X DELETE \\\n  '${glance}/v2/images/${id}'")).toEqual({
    method: 'DELETE',
    path: '/v2/images/${id}',
    headers: {},
  });
});

test('the method follows from the data, from -I, or is said', () => {
  expect(parseCurl('curl http://h/v2/images').method).toBe('GET');
  expect(parseCurl("curl http://h/v2/images -d '{}'").method).toBe('POST');
  expect(parseCurl('curl -I http://h/v2/images').method).toBe('HEAD');
  expect(parseCurl("curl -XPUT -sS http://h/v2/images -d '{}'").method).toBe('PUT');
  expect(parseCurl('curl --request PATCH --url http://h/v2/images').method).toBe('PATCH');
});

test('data is joined as curl joins it, with the type that curl gives it', () => {
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

test('globs, quotes and a colon in a header stay as they are', () => {
  expect(parseCurl('curl http://h/v2/images?name=a*&x=[1]'.replace('&', '\\&'))).toMatchObject({
    path: '/v2/images?name=a*&x=[1]',
  });
  expect(parseCurl('curl http://h/x -H "X-Time: 10:30:00"').headers).toEqual({ 'x-time': '10:30:00' });
});

const REFUSED: Readonly<Record<string, string>> = {
  'another program': 'wget http://h/x',
  'a pipe': 'curl http://h/x | jq .',
  'a redirection': 'curl http://h/x > out',
  'an unquoted &': 'curl http://h/x?a=1&b=2',
  'two URLs': 'curl http://h/x http://h/y',
  'no URL': 'curl -X GET',
  'an unknown option': 'curl -k http://h/x',
  'an unknown method': 'curl -X FETCH http://h/x',
  'a header without a value': 'curl http://h/x -H Accept',
  'data from a file': 'curl http://h/x -d @body.json',
  'a quote that is not closed': "curl 'http://h/x",
};
for (const [what, command] of Object.entries(REFUSED)) {
  test(`${what} is refused`, () => {
    expect(() => parseCurl(command)).toThrow();
  });
}
