import { debugRequests, isDebugLog } from '../curl/debug-log.ts';
import { requestsOf } from '../curl/request.ts';
import { curlsOf, type FoundCurl } from '../curl/script-curls.ts';
import { readTranscript } from '../curl/shell/transcript.ts';
import { fromWindows, isForWindows } from '../curl/shell/windows.ts';
import { messageOf } from '../errors.ts';
import { harRecording } from './har.ts';
import { pathOfFilter } from './json-filter.ts';
import { jsonOf, type Note, type Recorded, type Recording } from './recording.ts';

/**
 * The requests of an HTTP archive, of what `openstack --debug` prints, of a shell script or of a terminal.
 * @param text lines end with LF
 * @param isSecret whether a variable of a name holds a secret
 */
export function readRecording(text: string, isSecret: (name: string) => boolean): Recording {
  const archive = harRecording(text);
  if (archive) return archive;
  if (isDebugLog(text)) return logRecording(text);
  return scriptRecording(isForWindows(text) ? fromWindows(text) : text, isSecret);
}

function logRecording(text: string): Recording {
  const logged = debugRequests(text);
  return {
    requests: logged.flatMap(({ request, at, status, body }) => {
      const answer = jsonOf(body);
      return request.map((each) => ({
        ...{ ...each, at },
        ...(status === undefined ? {} : { status }),
        ...(answer === undefined ? {} : { answer }),
      }));
    }),
    notes: logged.flatMap(({ problem }) => (problem ? [refused(problem)] : [])),
  };
}

const refused = ({ at, reason, fix }: { at: number; reason: string; fix: string }): Note => ({
  ...{ at, kind: 'refused', message: `This is not taken over: ${reason}` },
  ...(fix === '' ? {} : { fix }),
});

function scriptRecording(text: string, isSecret: (name: string) => boolean): Recording {
  const { curls, problems, files, secrets } = curlsOf(readTranscript(text), isSecret);
  const requests: Recorded[] = [];
  const notes = problems.map(refused);
  for (const curl of curls) {
    try {
      if (curl.problem) throw new Error(curl.problem.reason);
      const reads = {
        ...(curl.input ? { input: curl.input } : {}),
        fileText: (name: string) => files.get(name),
      };
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

const fixFor = (reason: string): string =>
  /option/.test(reason)
    ? 'Leave it out if the request is the same without it.'
    : 'Write it as one request of its own.';

function contextOf(
  { at, comment, shown, stored }: FoundCurl,
  secrets: ReadonlySet<string>,
): Omit<Recorded, 'method' | 'url' | 'headers'> {
  const { status, answer } = answerIn(shown);
  const path = stored && pathOfFilter(stored.through);
  return {
    at,
    ...(comment ? { title: comment } : {}),
    ...(status === undefined ? {} : { status }),
    ...(answer === undefined ? {} : { answer }),
    ...(stored && !secrets.has(stored.name)
      ? { stored: { name: stored.name, ...(path ? { path } : {}) } }
      : {}),
  };
}

/** What a terminal shows below a command, with headers (`-i`, `-v`) or without. */
function answerIn(shown = ''): Pick<Recorded, 'status' | 'answer'> {
  const statuses = [...shown.matchAll(/^(?:< )?HTTP\/[\d.]+ (\d{3})/gm)].map(([, status]) => Number(status));
  const status = statuses.at(-1);
  const answer = jsonOf(/^[ \t]*[[{][\s\S]*[\]}]/m.exec(shown.replace(/^[<>*][^\n]*$/gm, ''))?.[0]);
  return { ...(status === undefined ? {} : { status }), ...(answer === undefined ? {} : { answer }) };
}
