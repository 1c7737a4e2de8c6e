import type { LoggedException, LoggedFrame, TraceEvent } from '../../model.ts';

type Refusal = Extract<TraceEvent, { readonly kind: 'refusal' }>;

const DB_API = /\/(?:discovery(?:\/\w+)?|db\/sqlalchemy|db\/main)\/api\.py$/;

/** The query that an exception in a service's log shows as refused; undefined if it is no refusal in the DB API. */
export function refusalIn(exception: LoggedException, request: string): Refusal | undefined {
  const { frames, message } = exception;
  const construct = constructOf(exception);
  const inApi = frames.filter(({ file }) => DB_API.test(file));
  const at = inApi.at(-1);
  const outermost = inApi.find(({ function: name }) => !/^(?:wrapp|inner|call)/.test(name));
  if (!construct || !at || !outermost) return undefined;
  return {
    kind: 'refusal',
    request,
    time: 0,
    db_api: outermost.function,
    at: { file: at.file, line: at.line, function: at.function },
    construct,
    detail: message,
    traceback: frames.map(placeOf),
  };
}

const placeOf = ({ file, line, function: name }: LoggedFrame): string => `${file}:${line} in ${name}`;

/** The missing construct that an exception names. */
function constructOf({ type, message }: LoggedException): string | undefined {
  const named = /\bROME has no ([\w.]+)/.exec(message)?.[1];
  if (named) return named.replace(/\.$/, '');
  const attribute = /'\w*Query' object has no attribute '(\w+)'/.exec(message)?.[1];
  if (attribute) return `Query.${attribute}`;
  if (type !== 'NotImplementedError') return undefined;
  return /\b((?:Query|op|func|join|loader)\.\w+)/.exec(message)?.[1];
}
