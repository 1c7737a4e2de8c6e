const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Effect of a curl option on the request. */
export type CurlOption =
  | 'request'
  | 'header'
  | 'data'
  | 'data-binary'
  | 'data-raw'
  | 'data-urlencode'
  | 'json'
  | 'get'
  | 'head'
  | 'upload-file'
  | 'form'
  | 'url'
  | 'url-query'
  | 'user-agent'
  | 'referer'
  | 'cookie'
  | 'range'
  /** No effect on the request, or covered by a scenario's own features. */
  | 'ignored'
  | 'ignored-with-value';

const IGNORED = words(`
  globoff include silent show-error verbose location insecure compressed fail fail-with-body fail-early no-buffer
  progress-bar http0.9 http1.0 http1.1 http2 http2-prior-knowledge http3 ipv4 ipv6 no-progress-meter path-as-is raw
  show-headers styled-output no-styled-output tcp-nodelay tcp-fastopen no-keepalive disable remote-name remote-name-all
  remote-header-name remote-time create-dirs no-clobber tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 ssl ssl-reqd ssl-no-revoke
  ssl-allow-beast location-trusted post301 post302 post303 parallel parallel-immediate basic anyauth digest ntlm
  negotiate netrc netrc-optional retry-all-errors retry-connrefused proxy-insecure proxytunnel junk-session-cookies
  suppress-connect-headers trace-time trace-ids no-sessionid no-alpn no-npn xattr tr-encoding no-compressed
`);
const IGNORED_WITH_VALUE = words(`
  output output-dir write-out max-time connect-timeout retry retry-delay retry-max-time cacert capath cert cert-type key
  key-type pass ciphers tls13-ciphers tls-max curves pinnedpubkey proxy proxy-user proxy-header proxy-cacert preproxy
  socks4 socks4a socks5 socks5-hostname noproxy cookie-jar dump-header resolve connect-to interface local-port
  unix-socket abstract-unix-socket dns-servers doh-url limit-rate rate max-redirs max-filesize speed-limit speed-time
  stderr trace trace-ascii keepalive-time expect100-timeout happy-eyeballs-timeout-ms proto proto-default proto-redir
  user oauth2-bearer netrc-file parallel-max create-file-mode
`);
const TAKEN = [
  'request',
  'header',
  'data',
  'data-binary',
  'data-raw',
  'data-urlencode',
  'json',
  'get',
  'head',
  'upload-file',
  'form',
  'url',
  'url-query',
  'user-agent',
  'referer',
  'cookie',
  'range',
] as const;

/** Options by long name. */
export const LONG: ReadonlyMap<string, CurlOption> = new Map<string, CurlOption>([
  ...IGNORED.map((name) => [name, 'ignored'] as const),
  ...IGNORED_WITH_VALUE.map((name) => [name, 'ignored-with-value'] as const),
  ...TAKEN.map((name) => [name, name] as const),
  ['data-ascii', 'data'],
  ['form-string', 'form'],
]);

/** Options by letter. */
export const SHORT: ReadonlyMap<string, CurlOption> = new Map<string, CurlOption>([
  ...[...'gisSvLkfN#0123456qORJnZ'].map((letter) => [letter, 'ignored'] as const),
  ...[...'owmEcDxYyuUz'].map((letter) => [letter, 'ignored-with-value'] as const),
  ...([
    ['X', 'request'],
    ['H', 'header'],
    ['d', 'data'],
    ['G', 'get'],
    ['I', 'head'],
    ['T', 'upload-file'],
    ['F', 'form'],
    ['A', 'user-agent'],
    ['e', 'referer'],
    ['b', 'cookie'],
    ['r', 'range'],
  ] as const),
]);

/** Finds an option by its name or an unambiguous prefix. */
function longOption(name: string): CurlOption | undefined {
  const known = LONG.get(name);
  if (known || name.length < 3) return known;
  const meant = [...LONG].filter(([each]) => each.startsWith(name)).map(([, option]) => option);
  return meant.length === 1 ? meant[0] : undefined;
}

const WITHOUT_VALUE: ReadonlySet<CurlOption> = new Set(['ignored', 'get', 'head']);

const IN_FILE = 'some of its options are in a file: write them out';

export interface Given {
  readonly option: CurlOption;
  /** As written, without dashes. */
  readonly name: string;
  readonly value: string;
}

/** A curl command's options and URLs, in order. @throws Error for an unknown option */
export function optionsOf(words: readonly string[]): readonly Given[] {
  const given: Given[] = [];
  const left = [...words];
  const valueBehind = (name: string): string => {
    const value = left.shift();
    if (value === undefined) throw new Error(`the option ${name} has no value`);
    return value;
  };
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word.startsWith('--')) {
      if (word === '--config') throw new Error(IN_FILE);
      const option = longOption(word.slice(2));
      if (!option) throw new Error(`the option ${word.slice(0, 40)} is unknown`);
      given.push({ option, name: word.slice(2), value: WITHOUT_VALUE.has(option) ? '' : valueBehind(word) });
    } else if (word.startsWith('-') && word !== '-') {
      for (let letters = word.slice(1); letters !== ''; letters = letters.slice(1)) {
        const [name = ''] = letters;
        if (name === 'K') throw new Error(IN_FILE);
        const option = SHORT.get(name);
        if (!option) throw new Error(`the option -${name} is unknown`);
        if (WITHOUT_VALUE.has(option)) given.push({ option, name, value: '' });
        else {
          given.push({
            option,
            name,
            value: letters.length > 1 ? letters.slice(1) : valueBehind(`-${letters}`),
          });
          break;
        }
      }
    } else given.push({ option: 'url', name: '', value: word });
  }
  return given;
}
