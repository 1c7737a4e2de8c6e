import type { Problem, ShellCommand } from './shell/command.ts';
import { isCurl } from './shell-words.ts';

/** The reason why a command may not run exactly once, as it is written. */
export function problemOf({ problem, within, at }: ShellCommand): Problem | undefined {
  if (problem || !within) return problem;
  return {
    at,
    reason: `it is in ${within} of the shell`,
    fix: 'Write each of its requests as a separate command.',
  };
}

/** A curl whose options continue on the next line. @param at its offset */
export const endsEarly = (at: number): Problem => ({
  at,
  reason: 'a line ends before the command does',
  fix: 'End each line of it but the last with \\, and put no comment between them.',
});

/** A function with a curl that is never called. @param at offset of the curl */
export const isNotCalled = (name: string, at: number): Problem => ({
  at,
  reason: `it is in the function ${name}, which the script does not call`,
  fix: 'Call it, or write its requests as separate commands.',
});

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

/** The reason why a command other than curl is more than the script's housekeeping. */
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
