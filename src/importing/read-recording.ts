import { debugRequests, isDebugLog } from '../curl/debug-log.ts';
import type { FoundCurl } from '../curl/found-curl.ts';
import { requestsOf } from '../curl/request.ts';
import { curlsOf } from '../curl/script-curls.ts';
import type { ShellCommand } from '../curl/shell/command.ts';
import { inBash } from '../curl/shell/in-bash.ts';
import { codeOf, readTranscript } from '../curl/shell/transcript.ts';
import { messageOf } from '../errors.ts';
import { collectionRecording } from './formats/collection.ts';
import { harRecording } from './formats/har.ts';
import { pathOfFilter } from './json-filter.ts';
import { jsonOf, type Note, type Recorded, type Recording } from './recording.ts';

/**
 * Reads requests from an HTTP archive, a Postman or Insomnia collection, output of `openstack --debug`, a shell script
 * or a terminal session.
 * @param text lines end with LF
 * @param isSecret whether the variable of a name holds a secret
 * @param readFile returns the text of a file next to the script
 */
export function readRecording(
  text: string,
  isSecret: (name: string) => boolean,
  readFile: (name: string) => string | undefined,
): Recording {
  const archive = harRecording(text) ?? collectionRecording(text);
  if (archive) return archive;
  if (isDebugLog(text)) return logRecording(text);
  return scriptRecording(inBash(text), isSecret, readFile);
}

function logRecording(text: string): Recording {
  const logged = debugRequests(text);
  return {
    requests: logged.flatMap(({ request, at, status, body }) => {
      const answer = jsonOf(body);
      return request.map((each) => ({ ...each, at, status, answer }));
    }),
    notes: logged.flatMap(({ problem }) => (problem ? [refused(problem)] : [])),
  };
}

const refused = ({ at, reason, fix }: { at: number; reason: string; fix: string }): Note => ({
  ...{ at, kind: 'refused', message: `This is not imported: ${reason}` },
  fix: fix || undefined,
});

function scriptRecording(
  text: string,
  isSecret: (name: string) => boolean,
  readFile: (name: string) => string | undefined,
): Recording {
  const script = readTranscript(text);
  const { curls, problems, secrets } = curlsOf(script, isSecret, readFile);
  const requests: Recorded[] = [];
  const notes = [...problems.map(refused), ...unreadCurls(text, script.commands)];
  for (const curl of curls) {
    try {
      if (curl.problem) throw new Error(curl.problem.reason);
      const reads = { input: curl.input, fileText: (name: string) => curl.files.get(name) };
      const found = requestsOf(curl.words, reads);
      requests.push(...found.map((request) => ({ ...request, ...contextOf(curl, secrets) })));
    } catch (error) {
      notes.push(
        refused({
          at: curl.problem?.at ?? curl.at,
          reason: messageOf(error),
          fix: curl.problem?.fix ?? fixFor(messageOf(error)),
        }),
      );
    }
  }
  return { requests, notes };
}

const FIXES: readonly (readonly [RegExp, string])[] = [
  [/typographic/, 'Type straight quotes and hyphens.'],
  [/is not known here/, 'Write its value, or put it into quotes if it is the URL.'],
  [/option/, 'Remove it if the request is the same without it.'],
];

const fixFor = (reason: string): string =>
  FIXES.find(([pattern]) => pattern.test(reason))?.[1] ?? 'Write it as a separate request.';

/** Notes lines with a curl command that was not recognised, for example after an unknown prompt. */
function unreadCurls(text: string, commands: readonly ShellCommand[]): readonly Note[] {
  const notes: Note[] = [];
  let at = 0;
  for (const line of codeOf(text).split('\n')) {
    const end = at + line.length;
    const isRead = commands.some((command) => command.at <= end && command.end >= at);
    if (
      !isRead &&
      /^(?!\s*(#|\/\/)).{0,200}?(?<![\w.-])curl(\.exe)?\s[^\n]*(https?:\/\/|\$\{?\w|:\d{4}\/)/.test(line)
    )
      notes.push({
        ...{ at, kind: 'left out' },
        message: 'This line has a curl command that was not recognised',
        fix: 'Begin the line with curl.',
      });
    at = end + 1;
  }
  return notes;
}

function contextOf(
  { at, comment, shown, stored, wait }: FoundCurl,
  secrets: ReadonlySet<string>,
): Omit<Recorded, 'method' | 'url' | 'headers'> {
  const { status, answer } = answerIn(shown);
  // A variable with the whole answer matters only if parts are extracted from it.
  const parts = stored.filter(({ through }) => through.length > 0 || stored.length === 1);
  return {
    at,
    title: comment,
    status,
    answer,
    stored: parts
      .filter(({ name }) => !secrets.has(name))
      .map(({ name, through }) => ({ name, path: pathOfFilter(through) })),
    wait: wait && { state: wait.state, path: pathOfFilter(wait.through) },
  };
}

/** The answer that a terminal shows below a command, with or without headers (`-i`, `-v`). */
function answerIn(shown = ''): Pick<Recorded, 'status' | 'answer'> {
  const statuses = [...shown.matchAll(/^(?:< )?HTTP\/[\d.]+ (\d{3})/gm)].map(([, status]) => Number(status));
  const status = statuses.at(-1);
  const answer = jsonOf(/^[ \t]*[[{][\s\S]*[\]}]/m.exec(shown.replace(/^[<>*][^\n]*$/gm, ''))?.[0]);
  return { status, answer };
}
