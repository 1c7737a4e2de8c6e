import type { Case } from './real-commands.ts';

const ID = '71c675ab-d94f-49cd-a114-e12490b328d9';
const LIST = ['GET /v2/images'];
const POST_A = ['POST /v2/images {"name":"a"}'];
const JSON_TYPE = '-H "Content-Type: application/json"';

/** Scripts with curl for bash and other shells. */
export const SHELL_COMMANDS: Readonly<Record<string, Case>> = {
  'a batch file': {
    text: '@echo off\r\nrem list them\r\nset TOKEN=gAAAAABsecrettoken\r\nset GLANCE=http://ctl:9292\r\ncurl -s -H "X-Auth-Token: %TOKEN%" "%GLANCE%/v2/images?name=a%%20b"\r\n',
    steps: ['GET /v2/images?name=a%20b'],
  },
  'a prompt and continued lines of cmd': {
    text: `C:\\Users\\me>curl -X POST http://ctl:9292/v2/images ^\r\nMore?   ${JSON_TYPE} ^\r\nMore?   -d "{\\"name\\": \\"a\\"}"\r\n`,
    steps: POST_A,
  },
  'double quotes of cmd': {
    text: `curl http://ctl:9292/v2/images ${JSON_TYPE} -d "{""name"": ""a""}"`,
    steps: POST_A,
  },
  'the prompt of PowerShell': {
    text: `PS C:\\> curl.exe -X POST "http://ctl:9292/v2/images" \`\n>>   -H "X-Auth-Token: $env:OS_TOKEN" \`\n>>   ${JSON_TYPE} \`\n>>   -d '{"name": "a"}'`,
    steps: POST_A,
  },
  'a PowerShell script': {
    text: `$token = "gAAAAABsecrettoken"\n$url = 'http://ctl:9292'\n$body = @'\n{"name": "a"}\n'@\ncurl.exe -s "$url/v2/images" \`\n  -H "X-Auth-Token: $token" ${JSON_TYPE} \`\n  -d $body\n`,
    steps: POST_A,
  },
  'escaped quotes in PowerShell': {
    text: `$env:T = "x"\ncurl.exe http://ctl:9292/v2/images ${JSON_TYPE} -d "{\`"name\`": \`"a\`"}"\ncurl.exe http://ctl:9292/v2/images ${JSON_TYPE} -d '{\\"name\\": \\"a\\"}'`,
    steps: [...POST_A, ...POST_A],
  },
  'Invoke-RestMethod': {
    text: 'Invoke-RestMethod -Uri http://ctl:9292/v2/images',
    refused: [/1:1 .*Invoke-RestMethod/],
  },
  'a shell trace': {
    text: '+ curl -s http://ctl:9292/v2/images\n+ jq .\n{"images": []}\n++ curl -s http://ctl:9292/v2/schemas/image',
    steps: [...LIST, 'GET /v2/schemas/image'],
  },
  'a shell trace in a log with times': {
    text: '2024-01-02 10:11:12.123 | + curl -s http://ctl:9292/v2/images\n2024-01-02 10:11:12.223 | {}',
    steps: LIST,
  },
  'zsh prompts': {
    text: 'me@box ~ % curl http://ctl:9292/v2/images\n➜  ~ curl http://ctl:9292/v2/schemas/image\n(venv) ➜  proj git:(main) ✗ curl http://ctl:9292/v2/schemas/images',
    steps: [...LIST, 'GET /v2/schemas/image', 'GET /v2/schemas/images'],
  },
  'UTF-8 bytes': {
    text: `curl http://ctl:9292/v2/images ${JSON_TYPE} -d $'{"name": "caf\\xc3\\xa9 \\u2603"}'`,
    steps: ['POST /v2/images {"name":"café ☃"}'],
  },
  'options in a variable': {
    text: 'CURL="curl -s -k"\nOPTS="-X DELETE --max-time 5"\n$CURL http://ctl:9292/v2/images\n$CURL $OPTS http://ctl:9292/v2/images/x',
    steps: [...LIST, 'DELETE /v2/images/x'],
  },
  'options in a variable without a known value': {
    text: 'curl $OPTS http://ctl:9292/v2/images',
    refused: [/1:1 .*\$\{OPTS\}.*option/],
  },
  'options in an array': {
    text: `H=(-H "X-Auth-Token: $TOKEN" ${JSON_TYPE})\nH+=(-X POST)\ncurl "\${H[@]}" -d '{"name":"a"}' http://ctl:9292/v2/images`,
    steps: POST_A,
  },
  'an alias': {
    text: 'alias oc=\'curl -s -H "X-Auth-Token: $TOKEN"\'\noc http://ctl:9292/v2/images',
    steps: LIST,
  },
  'functions with arguments': {
    text: `#!/bin/bash\nURL=http://ctl:8774/v2.1\nget() { curl -s -H "X-Auth-Token: $TOKEN" "$URL$1"; }\nfunction post {\n  local path=$1 body=$2\n  curl -s ${JSON_TYPE} -d "$body" "$URL$path"\n}\nID=$(post /servers '{"server":{"name":"f"}}' | jq -r .server.id)\nget /servers/$ID | jq .`,
    steps: ['POST /servers {"server":{"name":"f"}}', 'GET /servers/${id}'],
    has: ['capture: { id: $.server.id }'],
  },
  'a function that passes on all arguments': {
    text: `api() {\n  curl -s ${JSON_TYPE} "$@"\n}\napi http://ctl:9292/v2/images\napi -d '{"name":"a"}' http://ctl:9292/v2/images`,
    steps: [...LIST, ...POST_A],
  },
  'a function that is never called': {
    text: 'f() {\n  curl http://ctl:9292/v2/images\n}',
    refused: [/2:3 .*function f/],
  },
  'eval and another shell': {
    text: 'CMD="curl -s http://ctl:9292/v2/images"\neval $CMD\nbash -c "curl http://ctl:9292/v2/schemas/image"',
    steps: [...LIST, 'GET /v2/schemas/image'],
  },
  'programs that start curl on this machine': {
    text: 'timeout 10 curl http://ctl:9292/v2/images\nsudo -u nova curl http://ctl:9292/v2/images\nenv -u http_proxy curl http://ctl:9292/v2/images',
    steps: [...LIST, ...LIST, ...LIST],
  },
  'programs that start curl elsewhere': {
    text: 'docker exec glance_api curl http://localhost:9292/v2/images\n*/5 * * * * curl http://ctl:9292/v2/images',
    refused: [/1:1 .*docker/, /2:1 .*before its curl/],
  },
  'a condition and its branch': {
    text: 'if ! curl -sf http://ctl:9292/v2/images; then\n  curl http://ctl:9292/v2/schemas/image\nfi',
    steps: LIST,
    refused: [/2:3 .*condition/],
  },
  'loops that poll': {
    text: 'while true; do\n  STATUS=$(curl -s http://ctl:8774/v2.1/servers/$SERVER | jq -r .server.status)\n  if [ "$STATUS" == "ACTIVE" ]; then break; fi\n  sleep 3\ndone\nuntil curl -s http://ctl:8774/v2.1/servers/$SERVER | grep -q SHUTOFF; do sleep 2; done',
    steps: ['GET /servers/${server}', 'GET /servers/${server}'],
    has: ['until: { body: { $.server.status: ACTIVE } }', 'until: { body: { $.server.status: SHUTOFF } }'],
  },
  'a loop that creates images': {
    text: 'for i in 1 2; do X=$(curl -s -X POST http://ctl:9292/v2/images); sleep 1; done',
    refused: [/1:\d+ .*loop/],
  },
  'an answer in a variable': {
    text: `R=$(curl -s ${JSON_TYPE} -d '{"name":"a"}' http://ctl:9292/v2/images)\nID=$(echo "$R" | jq -r .id)\nNAME=$(jq -r .name <<< "$R")\ncurl "http://ctl:9292/v2/images/$ID?name=$NAME"`,
    steps: [...POST_A, 'GET /v2/images/${id}?name=${name}'],
    has: ['capture: { id: $.id, name: $.name }'],
  },
  'an answer in a file': {
    text: `curl -s ${JSON_TYPE} -d '{"name":"a"}' http://ctl:9292/v2/images -o out.json\nID=$(jq -r .id out.json)\ncurl http://ctl:9292/v2/images/$ID`,
    steps: [...POST_A, 'GET /v2/images/${id}'],
    has: ['capture: { id: $.id }'],
  },
  'a link from an answer': {
    text: 'NEXT=$(curl -s "http://ctl:9292/v2/images?limit=1" | jq -r .next)\ncurl "${NEXT/#\\//$GLANCE/}"',
    steps: ['GET /v2/images?limit=1', 'GET ${next}'],
  },
  'a name with a random number': {
    text: `NAME=img-$RANDOM\ncurl http://ctl:9292/v2/metadefs/namespaces/$NAME`,
    steps: ['GET /v2/metadefs/namespaces/img-${unique}'],
  },
  'a file that is overwritten': {
    text: `echo '{"name":"a"}' > b.json\ncurl ${JSON_TYPE} -d @b.json http://ctl:9292/v2/images\necho '{"name":"b"}' > b.json\ncurl ${JSON_TYPE} -d @b.json http://ctl:9292/v2/images`,
    steps: [...POST_A, 'POST /v2/images {"name":"b"}'],
  },
  'a comment above a variable of the request': {
    text: `# make it\nB='{"name":"a"}'\ncurl ${JSON_TYPE} -d "$B" http://ctl:9292/v2/images`,
    steps: POST_A,
    has: ['name: make it'],
  },
  'a token variable with the name of an actor': {
    text: 'curl http://ctl:9292/v2/images -H "X-Auth-Token: $ADMIN_TOKEN"',
    steps: LIST,
    has: ['as: admin'],
  },
  'a body made by another program': {
    text: 'curl http://ctl:9292/v2/images -d "$(jq -n --arg n a \'{name: $n}\')"',
    refused: [/1:1 .*another program/],
  },
  'a URL without a trailing slash': { text: 'curl "${GLANCE_URL%/}/v2/images"', steps: LIST },
  'blanks after a backslash': {
    text: `curl http://ctl:9292/v2/images \\ \n  ${JSON_TYPE} \\\t\n  -d '{"name":"a"}'`,
    steps: POST_A,
  },
  'a continued line without a backslash': {
    text: `curl -X POST http://ctl:9292/v2/images\n  ${JSON_TYPE}\n  -d '{"name":"a"}'`,
    refused: [/1:1 .*line ends/],
  },
  'a comment between the lines of a command': {
    text: "curl -X POST http://ctl:9292/v2/images \\\n  # the body\n  -d '{}'",
    refused: [/1:1 .*line ends/],
  },
  'typographic quotes': {
    text: 'curl -H “X-Auth-Token: $TOKEN” http://ctl:9292/v2/images',
    refused: [/1:1 .*typographic/],
  },
  'a typographic dash': {
    text: 'curl –X DELETE http://ctl:9292/v2/images/x',
    refused: [/1:1 .*typographic/],
  },
  'options in a file': { text: 'curl -K rc http://ctl:9292/v2/images', refused: [/1:1 .*file/] },
  'services behind one host': {
    text: `curl https://cloud/glance/v2/images\ncurl https://cloud/nova/v2.1/servers`,
    steps: ['GET ${glance}/v2/images', 'GET /servers'],
  },
  'a client log with an unquoted URL': {
    text: "curl -g -i -X GET -H 'X-Auth-Token: {SHA1}d7' -H 'Content-Type: application/json' http://ctl:9292/v2/images?limit=2&sort_dir=asc",
    steps: ['GET /v2/images?limit=2&sort_dir=asc'],
  },
  'a log of an old client': {
    text: `DEBUG (http:87) REQ: curl -i 'http://ctl:8774/v2/0123456789abcdef0123456789abcdef/servers' -X POST -H "X-Auth-Project-Id: demo" ${JSON_TYPE} -H "X-Auth-Token: {SHA1}aa" -d '{"server": {"name": "x"}}'\nDEBUG (http:100) RESP: [202] CaseInsensitiveDict({'content-length': '447'})\nRESP BODY: {"server": {"id": "${ID}"}}`,
    steps: ['POST /servers {"server":{"name":"x"}}'],
    has: ['expect: { status: 202 }'],
  },
  'browser requests to other sites': {
    text: JSON.stringify({
      log: {
        entries: [
          { request: { method: 'OPTIONS', url: 'http://ctl:9292/v2/images' } },
          { request: { method: 'GET', url: 'http://horizon/static/logo.svg' } },
          { request: { method: 'GET', url: 'http://ctl:9292/v2/images' }, response: { status: 200 } },
        ],
      },
    }),
    steps: LIST,
  },
  'a Postman collection': {
    text: JSON.stringify({
      item: [
        { name: 'folder', item: [{ name: 'list', request: { url: { raw: '{{glance}}/v2/images' } } }] },
        {
          name: 'make',
          request: {
            method: 'POST',
            url: '{{glance}}/v2/images',
            header: [{ key: 'Content-Type', value: 'application/json' }],
            body: { mode: 'raw', raw: '{"name":"a"}' },
          },
        },
      ],
    }),
    steps: [...LIST, ...POST_A],
    has: ['name: list'],
  },
  'an Insomnia export': {
    text: JSON.stringify({
      resources: [
        { _type: 'workspace', name: 'w' },
        { _type: 'request', name: 'list', method: 'GET', url: '{{ _.glance }}/v2/images', body: {} },
      ],
    }),
    steps: LIST,
  },
};
