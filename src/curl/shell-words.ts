import type { Problem } from './shell/command.ts';

export const isCurl = (word: string | undefined): boolean =>
  word !== undefined && /^(.*[\\/])?curl(\.exe)?$/.test(word);

/** Commands that give variables their values. */
export const DECLARES = ['export', 'declare', 'local', 'readonly', 'typeset', 'set'];

/** Programs that run another one on this machine, and change nothing that it sends. */
const RUNNERS = /^(timeout|nice|ionice|stdbuf|setsid|unbuffer|chronic|strace|retry)$|^-/;

/** A command without the program that starts its curl, or the options of one that was taken away. */
export function withoutStarter(words: readonly string[]): readonly string[] {
  const at = words.slice(0, 8).findIndex((word) => isCurl(word));
  return at > 0 && RUNNERS.test(words[0] ?? '') ? words.slice(at) : words;
}

/** What `eval` and `sh -c` run. */
export function commandText([name = '', ...words]: readonly string[]): string | undefined {
  if (name === 'eval') return words.join(' ');
  const at = /^(.*\/)?(ba|z|da|k)?sh$/.test(name) ? words.findIndex((word) => /^-[a-z]*c$/.test(word)) : -1;
  return at < 0 ? undefined : words[at + 1];
}

/** `alias name='text'`, by name. */
export function aliasesIn([name, ...words]: readonly string[]): readonly (readonly [string, string])[] {
  if (name !== 'alias') return [];
  return words.flatMap((word) => {
    const [, alias, text = ''] = /^([\w-]+)=(.*)$/s.exec(word) ?? [];
    return alias === undefined ? [] : [[alias, text] as const];
  });
}

const OTHER_CLIENTS = [
  'wget',
  'http',
  'https',
  'httpie',
  'xh',
  'Invoke-WebRequest',
  'Invoke-RestMethod',
  'iwr',
  'irm',
  'fetch',
];
const STARTERS = [
  'xargs',
  'watch',
  'ssh',
  'docker',
  'podman',
  'kubectl',
  'parallel',
  'bash',
  'sh',
  'eval',
  'find',
];

/** Why a command that is no curl is more than the script's own housekeeping. */
export function strangeReason([name = '', ...words]: readonly string[]): Omit<Problem, 'at'> | undefined {
  if (OTHER_CLIENTS.includes(name))
    return { reason: `${name} is not curl`, fix: 'Write it as a curl command.' };
  if (STARTERS.includes(name) && words.some((word) => isCurl(word) || /\bcurl\s/.test(word)))
    return { reason: `${name} starts its curl`, fix: 'Write the curl command alone.' };
  const curl = words.findIndex((word) => isCurl(word));
  if (curl >= 0 && !/^(echo|printf)$/.test(name) && words.slice(curl).some((word) => /^https?:/.test(word)))
    return { reason: `"${name.slice(0, 40)}" is before its curl`, fix: 'Write the curl command alone.' };
  if (
    /^(openstack|nova|glance)$/.test(name) &&
    words.some((word) => /^\w+$/.test(word)) &&
    !words.includes('token')
  )
    return {
      reason: `${name} is not curl`,
      fix: `Run it with --debug, and import what it prints: ${name} --debug … 2>&1`,
    };
  return undefined;
}
