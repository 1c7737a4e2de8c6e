interface Format {
  readonly pattern: RegExp;
  readonly what: string;
  readonly fix: string;
}

const AS_CURL = 'Write its requests as curl commands.';

const FORMATS: readonly Format[] = [
  {
    pattern: /^\s*(<!doctype html|<html|<\?xml|<p>|<pre)/i,
    what: 'is HTML',
    fix: 'Copy the commands from the browser.',
  },
  {
    pattern: /\btempest\.lib\.common\.rest_client\b/,
    what: 'is a log of Tempest, which has no curl commands',
    fix: AS_CURL,
  },
  {
    pattern: /^(GET|HEAD|POST|PUT|PATCH|DELETE)\s+\S+/m,
    what: 'has plain HTTP requests',
    fix: AS_CURL,
  },
  {
    pattern: /^\s*(import|from)\s+\w+|\brequests\.(get|post|put|patch|delete)\(/m,
    what: 'is Python',
    fix: 'Log keystoneauth at DEBUG, and import the log.',
  },
  {
    pattern: /^\s*[{[]/,
    what: 'is JSON, but no HTTP archive and no collection of Postman or Insomnia',
    fix: 'Give it the curl command that sends it.',
  },
  { pattern: /^\s*$/, what: 'is empty', fix: 'Give it curl commands.' },
];

/** Recognises a known format without requests, and says what to do with it. */
export const otherFormat = (text: string): Omit<Format, 'pattern'> | undefined =>
  FORMATS.find(({ pattern }) => pattern.test(text));
