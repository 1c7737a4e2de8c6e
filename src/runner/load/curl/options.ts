/** What an option of curl means for the request that it sends. */
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
  /** It changes nothing that is sent, or what a scenario has its own way for. */
  | 'ignored'
  | 'ignored-with-value';

const IGNORED = [
  'globoff',
  'include',
  'silent',
  'show-error',
  'verbose',
  'location',
  'insecure',
  'compressed',
  'fail',
  'fail-with-body',
  'no-buffer',
  'progress-bar',
  'http1.0',
  'http1.1',
  'http2',
  'ipv4',
  'ipv6',
  'no-progress-meter',
  'path-as-is',
  'raw',
  'show-headers',
  'styled-output',
  'no-styled-output',
  'tcp-nodelay',
  'no-keepalive',
  'disable',
  'remote-name',
  'remote-time',
  'create-dirs',
  'tlsv1.2',
  'tlsv1.3',
  'ssl-no-revoke',
  'location-trusted',
] as const;
const IGNORED_WITH_VALUE = [
  'output',
  'write-out',
  'max-time',
  'connect-timeout',
  'retry',
  'retry-delay',
  'retry-max-time',
  'cacert',
  'capath',
  'cert',
  'key',
  'proxy',
  'noproxy',
  'cookie-jar',
  'dump-header',
  'resolve',
  'interface',
  'limit-rate',
  'max-redirs',
  'stderr',
  'trace',
  'trace-ascii',
] as const;
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

/** By long name. */
export const LONG: ReadonlyMap<string, CurlOption> = new Map<string, CurlOption>([
  ...IGNORED.map((name) => [name, 'ignored'] as const),
  ...IGNORED_WITH_VALUE.map((name) => [name, 'ignored-with-value'] as const),
  ...TAKEN.map((name) => [name, name] as const),
  ['data-ascii', 'data'],
  ['form-string', 'form'],
]);

/** By letter. */
export const SHORT: ReadonlyMap<string, CurlOption> = new Map<string, CurlOption>([
  ...[...'gisSvLkfN#0123456qOR'].map((letter) => [letter, 'ignored'] as const),
  ...[...'owmEcDxY'].map((letter) => [letter, 'ignored-with-value'] as const),
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

const WITHOUT_VALUE: ReadonlySet<CurlOption> = new Set(['ignored', 'get', 'head']);

export interface Given {
  readonly option: CurlOption;
  readonly value: string;
}

/** The options of a curl command and its URLs, in their order. @throws Error for an option that is not understood */
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
      const option = LONG.get(word.slice(2));
      if (word === '--next') throw new Error('it sends several requests: make each a step');
      if (!option) throw new Error(`the option ${word.slice(0, 40)} is not understood`);
      given.push({ option, value: WITHOUT_VALUE.has(option) ? '' : valueBehind(word) });
    } else if (word.startsWith('-') && word !== '-') {
      for (let letters = word.slice(1); letters !== ''; letters = letters.slice(1)) {
        const option = SHORT.get(letters[0] ?? '');
        if (!option) throw new Error(`the option -${letters[0]} is not understood`);
        if (WITHOUT_VALUE.has(option)) given.push({ option, value: '' });
        else {
          given.push({ option, value: letters.length > 1 ? letters.slice(1) : valueBehind(`-${letters}`) });
          break;
        }
      }
    } else given.push({ option: 'url', value: word });
  }
  return given;
}
