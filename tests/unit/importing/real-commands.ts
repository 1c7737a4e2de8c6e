/** A text to import and the expected result. */
export interface Case {
  readonly text: string;
  /** The scenario's requests as `METHOD path`, followed by the body if it matters. */
  readonly steps?: readonly string[];
  /** Requests that are not imported, as `line:column reason`. */
  readonly refused?: readonly RegExp[];
  /** Further lines that the scenario must contain. */
  readonly has?: readonly string[];
}

const ID = '71c675ab-d94f-49cd-a114-e12490b328d9';
const SERVER = '0b6f2b34-f4a2-4b8c-9f77-60c1d1d6a2f0';
const LIST = ['GET /v2/images'];

export const COMMANDS: Readonly<Record<string, Case>> = {
  'a prompt, a token variable and jq': {
    text: '$ curl -s -H "X-Auth-Token: $TOKEN" http://controller:9292/v2/images | jq \'.images[].name\'',
    steps: LIST,
  },
  "root's prompt": { text: '# curl -s http://controller:9292/v2/images', steps: LIST },
  'the prompt of a host': { text: '[root@ctl1 ~(admin)]# curl -s http://ctl1:9292/v2/images', steps: LIST },
  'the prompt of an undercloud': {
    text: '(overcloud) [stack@undercloud ~]$ curl -s http://10.0.0.1:9292/v2/images',
    steps: LIST,
  },
  'CRLF and continued lines': {
    text: 'curl -k \\\r\n  -H "X-Auth-Token: $TOKEN" \\\r\n  "https://ctl:9292/v2/images?limit=2&sort=name:asc"\r\n',
    steps: ['GET /v2/images?limit=2&sort=name:asc'],
  },
  'combined short options': {
    text: `curl -sSkX DELETE http://ctl/image/v2/images/${ID}`,
    steps: ['DELETE /v2/images/${image_id}'],
    has: [`image_id: ${ID}`],
  },
  'options with attached values': {
    text: "curl -XPOST -d'{}' -HContent-Type:application/json http://ctl:9292/v2/images",
    steps: ['POST /v2/images {}'],
  },
  'options without an effect on the request': {
    text: 'curl --connect-timeout 5 --max-time 10 --retry 3 --cacert /etc/ca.pem -x http://proxy:3128 --http1.1 --compressed -L -v -w "%{http_code}\\n" -o /dev/null -A test/1 -e http://x/ http://ctl:9292/v2/images 2>/dev/null',
    steps: LIST,
  },
  'basic authentication': { text: 'curl -u admin:hunter2secret http://ctl:9292/v2/images', steps: LIST },
  '-G with data': {
    text: 'curl -G http://ctl:9292/v2/images -d limit=2 --data-urlencode "name=my image"',
    steps: ['GET /v2/images?limit=2&name=my%20image'],
  },
  '-I': { text: `curl -I http://ctl:9292/v2/schemas/image`, refused: [/1:1 .*HEAD \/v2\/schemas\/image/] },
  '--json': {
    text: 'curl --json \'{"name":"a"}\' http://ctl:9292/v2/images',
    steps: ['POST /v2/images {"name":"a"}'],
  },
  '--url and --request': { text: 'curl --request GET --url http://ctl:9292/v2/images', steps: LIST },
  'data from a here document': {
    text: 'curl http://ctl:9292/v2/images -H "Content-Type: application/json" -d @- <<\'EOF\'\n{"name": "a$b"}\nEOF\ncurl http://ctl:9292/v2/images',
    steps: ['POST /v2/images {"name":"a$b"}', ...LIST],
  },
  'data from a file that the script writes': {
    text: 'cat > body.json <<EOF\n{"name": "a"}\nEOF\ncurl -X POST -H \'Content-Type: application/json\' --data-binary @body.json http://ctl:9292/v2/images',
    steps: ['POST /v2/images {"name":"a"}'],
  },
  'data from echo': {
    text: 'echo \'{"name":"a"}\' | curl -X POST -H "Content-Type: application/json" -d @- http://ctl:9292/v2/images',
    steps: ['POST /v2/images {"name":"a"}'],
  },
  'a missing file': {
    text: `curl -T cirros.img http://ctl:9292/v2/images/${ID}/file`,
    steps: ['PUT /v2/images/${image_id}/file "0123456789"'],
  },
  'bash quoting from Chrome': {
    text: "curl 'http://ctl/image/v2/images' \\\n  -H 'accept: application/json, text/plain, */*' \\\n  -H 'cookie: sid=verysecretcookie1' \\\n  -H 'sec-ch-ua: \"Chromium\";v=\"1\"' \\\n  -H 'content-type: application/json' \\\n  --data-raw $'{\"name\":\"it\\'s \\u0041\"}' \\\n  --insecure",
    steps: ['POST /v2/images {"name":"it\'s A"}'],
  },
  'cmd quoting from Chrome': {
    text: 'curl ^"http://ctl/image/v2/images^" ^\r\n  -H ^"content-type: application/json^" ^\r\n  --data-raw ^"^{^\\^"name^\\^":^\\^"a^\\^"^}^"\r\n',
    steps: ['POST /v2/images {"name":"a"}'],
  },
  'cmd quoting from older versions of Chrome': {
    text: 'curl "http://ctl/image/v2/images" ^\r\n  -H "content-type: application/json" ^\r\n  --data-raw "{\\"name\\":\\"a\\"}" --compressed\r\n',
    steps: ['POST /v2/images {"name":"a"}'],
  },
  'a command copied from Postman': {
    text: 'curl --location --request POST \'http://ctl:8774/v2.1/servers\' \\\n--header \'X-Auth-Token: gAAAAABsecrettoken\' \\\n--header \'Content-Type: application/json\' \\\n--data-raw \'{\n    "server": {"name": "a", "flavorRef": "1", "imageRef": "70a599e0-31e7-49b7-b260-868f441e862b"}\n}\'',
    steps: ['POST /servers {"server":{"name":"a","flavorRef":"${flavor}","imageRef":"${image}"}}'],
    has: ['DELETE: /servers/${server}', 'capture: { server: $.server.id }'],
  },
  "Postman's variables": {
    text: "curl --location --globoff '{{glance_url}}/v2/images/{{image_id}}' --header 'X-Auth-Token: {{token}}'",
    steps: ['GET /v2/images/${image_id}'],
  },
  'a DevStack URL with a project': {
    text: 'curl http://10.0.0.5/compute/v2.1/0123456789abcdef0123456789abcdef/servers/detail -H "X-OpenStack-Nova-API-Version: 2.79"',
    steps: ['GET /servers/detail'],
    has: ['microversion: "2.79"'],
  },
  'the URL of an older Nova API': {
    text: 'curl http://ctl:8774/v2/$OS_PROJECT_ID/flavors/detail',
    steps: ['GET /flavors/detail'],
  },
  'an action': {
    text: `curl -X POST http://ctl:8774/v2.1/servers/${SERVER}/action -H 'Content-Type: application/json' -d '{"reboot": {"type": "HARD"}}'`,
    steps: ['POST /servers/${server}/action {"reboot":{"type":"HARD"}}'],
  },
  'a script with variables': {
    text: '#!/bin/bash\nset -eu\nsource openrc\nexport OS_TOKEN=$(openstack token issue -f value -c id)\nGLANCE=http://ctl:9292\n\n# make it\nIMAGE_ID=$(curl -s -X POST "$GLANCE/v2/images" -H "X-Auth-Token: $OS_TOKEN" --json \'{"name": "a"}\' | jq -r .id)\ncurl -s "$GLANCE/v2/images/${IMAGE_ID}" | python -m json.tool > out.json && curl -s -X DELETE "$GLANCE/v2/images/$IMAGE_ID"; echo done',
    steps: ['POST /v2/images {"name":"a"}', 'GET /v2/images/${image_id}', 'DELETE /v2/images/${image_id}'],
    has: ['name: make it', 'capture: { image_id: $.id }'],
  },
  'an id that is not captured': {
    text: 'curl -X POST http://ctl:8774/v2.1/servers --json \'{"server":{"name":"a"}}\'\ncurl http://ctl:8774/v2.1/servers/$SERVER_ID',
    steps: ['POST /servers {"server":{"name":"a"}}', 'GET /servers/${server}'],
    has: ['capture: { server: $.server.id }'],
  },
  'an id that export captures through an unknown program': {
    text: 'export IMAGE_ID=$(curl -s http://ctl:9292/v2/images --json \'{"name":"a"}\' | grep -oP \'"id": "\\K[^"]+\')\ncurl http://ctl:9292/v2/images/$IMAGE_ID',
    steps: ['POST /v2/images {"name":"a"}', 'GET /v2/images/${image_id}'],
    has: ['capture: { image_id: $.id }'],
  },
  'an id chosen by the client': {
    text: `curl http://ctl:9292/v2/images --json '{"id":"${ID}"}'\ncurl http://ctl:9292/v2/images/${ID}`,
    steps: ['POST /v2/images {"id":"${uuid1}"}', 'GET /v2/images/${uuid1}'],
  },
  'a login at Keystone': {
    text: 'curl -i -X POST http://ctl:5000/v3/auth/tokens -H "Content-Type: application/json" -d \'{"auth":{"identity":{"password":{"user":{"password":"correct-horse-1"}}}}}\'\ncurl http://ctl:9292/v2/images',
    steps: LIST,
  },
  'requests to both services': {
    text: 'curl http://ctl:9292/v2/images\ncurl http://ctl:8774/v2.1/servers',
    steps: ['GET ${glance}/v2/images', 'GET /servers'],
  },
  'a password in a body': {
    text: `curl http://ctl:8774/v2.1/servers/${SERVER}/action --json '{"changePassword":{"adminPass":"correct-horse-2"}}'`,
    steps: ['POST /servers/${server}/action {"changePassword":{"adminPass":"${unique}"}}'],
  },
  'terminal output after a command': {
    text: `$ curl -i http://ctl:9292/v2/images -d '{"name": "a"}' -H 'Content-Type: application/json'\nHTTP/1.1 201 Created\nContent-Type: application/json\n\n{"id": "${ID}", "name": "a"}\n$ curl http://ctl:9292/v2/images/${ID}`,
    steps: ['POST /v2/images {"name":"a"}', 'GET /v2/images/${image_id}'],
    has: ['expect: { status: 201 }', 'capture: { image_id: $.id }'],
  },
  'openstack --debug': {
    text: `REQ: curl -g -i -X POST http://ctl/image/v2/images -H "Content-Type: application/json" -H "X-Auth-Token: {SHA256}6f" -d '{"name": "it's"}'\nRESP: [201] Content-Length: 9\nRESP BODY: {"id": "${ID}", "status": "queued"}\nREQ: curl -g -i -X GET http://ctl/image/v2/images/${ID} -H "X-Auth-Token: {SHA256}6f"\nRESP: [200] Content-Length: 9`,
    steps: ['POST /v2/images {"name":"it\'s"}', 'GET /v2/images/${image_id}'],
    has: ['expect: { status: 201 }'],
  },
  'openstack --debug with polling': {
    text: ['BUILD', 'BUILD', 'ACTIVE']
      .map(
        (status) =>
          `REQ: curl -g -i -X GET http://ctl/compute/v2.1/servers/${SERVER} -H "X-Auth-Token: {SHA256}6f"\nRESP: [200] Connection: close\nRESP BODY: {"server": {"id": "${SERVER}", "status": "${status}"}}\n`,
      )
      .join(''),
    steps: ['GET /servers/${server}'],
    has: ['until: { body: { $.server.status: ACTIVE } }'],
  },
  'an HTTP archive': {
    text: JSON.stringify({
      log: {
        entries: [
          {
            request: {
              method: 'POST',
              url: 'http://ctl/image/v2/images',
              headers: [{ name: 'Content-Type', value: 'application/json' }],
              postData: { text: '{"name":"${a}"}' },
            },
            response: { status: 201, content: { text: `{"id":"${ID}"}` } },
          },
          {
            request: { method: 'GET', url: `http://ctl/image/v2/images/${ID}`, headers: [] },
            response: { status: 200, content: {} },
          },
        ],
      },
    }),
    steps: ['POST /v2/images {"name":"$${a}"}', 'GET /v2/images/${image_id}'],
  },
  'a code block in Markdown': {
    text: 'First:\n\n```bash\ncurl http://ctl:9292/v2/images\n```\n\ncurl is a tool.',
    steps: LIST,
  },
  'numbers that JSON would change': {
    text: 'curl http://ctl:9292/v2/images --json \'{"min_disk":1.0}\'',
    steps: ['POST /v2/images "{\\"min_disk\\":1.0}"'],
  },
  'a placeholder name': {
    text: 'curl http://ctl:9292/v2/images/{image_id}',
    steps: ['GET /v2/images/${image_id}'],
  },
  'a variable with a default': { text: 'curl ${GLANCE_URL:-http://ctl:9292}/v2/images', steps: LIST },
  'sudo, time and a full path': { text: 'time sudo /usr/bin/curl http://ctl:9292/v2/images', steps: LIST },
  'a key pair': {
    text: 'curl http://ctl:8774/v2.1/os-keypairs --json \'{"keypair":{"name":"k"}}\'',
    steps: ['POST /os-keypairs {"keypair":{"name":"k"}}'],
    has: ['DELETE: /os-keypairs/k'],
  },

  'an unquoted &': {
    text: 'curl http://ctl:9292/v2/images?limit=1&sort=name\ncurl http://ctl:9292/v2/images',
    steps: LIST,
    refused: [/1:\d+ .*quotes/],
  },
  'a loop': {
    text: 'for i in 1 2; do\n  curl http://ctl:9292/v2/images\ndone\ncurl http://ctl:9292/v2/images',
    steps: LIST,
    refused: [/2:3 .*loop/],
  },
  'an open quote': {
    text: "curl http://ctl:9292/v2/images\ncurl 'http://ctl:9292/v2/images",
    steps: LIST,
    refused: [/2:6 .*quote/],
  },
  'a here document without an end': {
    text: 'curl http://ctl:9292/v2/images -d @- <<EOF\n{}',
    refused: [/1:1 .*EOF/],
  },
  wget: { text: 'wget http://ctl:9292/v2/images', refused: [/1:1 .*wget/] },
  'a command of the OpenStack client': {
    text: 'openstack image list\ncurl http://ctl:9292/v2/images',
    steps: LIST,
    refused: [/1:1 .*openstack/],
  },
  'an option for another protocol': {
    text: 'curl --ftp-port - http://ctl:9292/v2/images',
    refused: [/1:1 .*--ftp-port/],
  },
  'a path without an endpoint': {
    text: 'curl http://ctl:9292/v2/imagez',
    refused: [/1:1 .*has no endpoint/],
  },
  'another service': {
    text: 'curl http://ctl:8776/v3/p/volumes\ncurl http://ctl:9292/v2/images',
    steps: LIST,
    refused: [/1:1 .*Cinder/],
  },
  'a form that sends a file': {
    text: 'curl -F file=@a.img http://ctl:9292/v2/images',
    refused: [/1:1 .*files/],
  },
  'a file with headers': { text: 'curl -H @headers http://ctl:9292/v2/images', refused: [/1:1 .*headers/] },
  'several requests from a glob': {
    text: 'curl http://ctl:9292/v2/images/{a,b}',
    refused: [/1:1 .*several requests/],
  },
  'a body from another program': {
    text: 'tar c . | curl -T - http://ctl:9292/v2/images/x/file',
    refused: [/1:\d+ .*another program/],
  },
  xargs: { text: 'cat ids | xargs -n1 curl -X DELETE', refused: [/1:\d+ .*xargs/] },
};
