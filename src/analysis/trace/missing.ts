import type { Frame, LoggedException, MissingQuery, Requirement, Survey, TraceEvent } from '../../model.ts';
import { UNKNOWN } from '../../model.ts';
import type { Divergence } from './align.ts';
import { isReadOfState } from './blame/effects.ts';
import type { Located } from './blame/located.ts';
import type { CopyEdit } from './copy-edits.ts';
import { isRunning } from './methods/running-methods.ts';
import { eventOf } from './pairs.ts';
import { constructsOf, requirementId } from './requirements.ts';
import { hasFailed, type Suspects, suspects } from './suspects.ts';

export interface FailingStep {
  readonly target: readonly TraceEvent[];
  readonly requirements: readonly Requirement[];
  /** Whether the answers differ and both sides are traced. A refusal counts even if they do not. */
  readonly differs: boolean;
  /** Results for each construct of the target's ROME, tested one at a time; absent if it cannot be surveyed. */
  readonly survey?: Survey;
  /** Maps a frame of the baseline's DB API module to its place in the discovery copy. */
  readonly inCopy: (frame: Frame) => Frame | undefined;
  /** The exception that the target's service logged for the request. */
  readonly exception?: LoggedException;
  /** Locates the fault; called only if the answers differ. */
  readonly locate: () => Located | undefined;
}

/** The ROME queries that one request misses or that answer it wrongly, without duplicates, the most certain first. */
export function missingQueries(step: FailingStep): MissingQuery[] {
  const refusals = refused(step.target);
  if (refusals.length === 0 && !step.differs) return [];
  const found = [...refusals, ...(step.differs ? located(step) : []), ...hidden(step, refusals)];
  const unique = new Map<string, MissingQuery>();
  for (const query of found) if (!unique.has(query.id)) unique.set(query.id, query);
  return [...unique.values()];
}

/** The part of a path before the copies' folder or Python's packages, which differs between machines and runs. */
const MACHINES_PART = /\/\S*\/(?:(?=discovery\/)|(?:site|dist)-packages\/)/g;

/** Queries that the target refused, including refusals that the service swallowed. */
function refused(target: readonly TraceEvent[], inStep?: string): MissingQuery[] {
  return target.flatMap((event) => {
    if (event.kind !== 'refusal' || !event.db_api || !event.at) return [];
    const { db_api: dbApi, construct, at, inner, detail, request, traceback } = event;
    const id = requirementId({ dbApi, construct });
    return [
      {
        id,
        dbApi,
        construct,
        at,
        inner,
        way: 'refused',
        reached: true,
        evidence: detail.replace(MACHINES_PART, ''),
        place: at,
        requestId: request,
        traceback: traceback?.map((line) => line.replace(MACHINES_PART, '')),
        inStep,
      },
    ];
  });
}

/** The first divergence, unless a refusal precedes it: later divergences follow from the refusal. */
function located(step: FailingStep): MissingQuery[] {
  const found = step.locate();
  const refusal = step.target.find(({ kind }) => kind === 'refusal');
  if (refusal && (!found || !isBefore(found, refusal))) return [];
  const { divergence, edit, inStep, changes } = found ?? {};
  if (found?.refusal) return refused([found.refusal], inStep);
  const exception =
    inStep === undefined && (!divergence || divergence.kind === 'error') ? step.exception : undefined;
  if (edit) return [{ ...inEdit(edit, divergence, inStep, exception), changes }];
  const event = divergence && eventOf(divergence);
  const raised = exception?.frames.findLast(({ inCopy }) => inCopy);
  const dbApi = event ? (event.kind === 'call' ? event.function : event.db_api) : raised?.function;
  const within = dbApi === undefined ? undefined : functionAt(step, dbApi);
  const at = event?.at ?? within ?? raised;
  if (!dbApi || !at) return [];
  const isCall = event === undefined || event.kind === 'call';
  const place =
    (isCall && raised ? frameOf(raised) : undefined) ??
    placeOf(divergence, step) ??
    (event?.at ? undefined : within) ??
    step.inCopy(at);
  const suspected: Suspects = divergence ? suspects(divergence, step.survey) : { constructs: [UNKNOWN] };
  const { constructs, candidates } = suspected;
  return constructs
    .map((construct) => (construct === UNKNOWN ? constructCalled(exception) : construct))
    .map(
      (construct): MissingQuery => ({
        id: requirementId({ dbApi, construct }),
        dbApi,
        construct,
        at: frameOf(at),
        inner: event?.inner,
        way: 'wrong',
        reached: true,
        evidence: evidenceOf(divergence, exception),
        candidates,
        place,
        ...(divergence && !divergence.ours && isReadOfState(divergence) ? { ofOthers: true } : { changes }),
        ...seenIn(divergence, inStep),
      }),
    );
}

/** The SQLAlchemy construct that the copy called when the exception was raised. */
function constructCalled(exception: LoggedException | undefined): string {
  const { frames = [] } = exception ?? {};
  const called = frames.slice(frames.findLastIndex(({ inCopy }) => inCopy) + 1);
  for (const { file, function: name } of called) {
    if (/\/(?:sqlalchemy\/orm|rome)\/query\.py$/.test(file) && isRunning(`Query.${name}`))
      return `Query.${name}`;
    if (/\/(?:sqlalchemy\/orm|rome)\/session\.py$/.test(file) && /^(?:commit|flush|rollback)$/.test(name))
      return name;
  }
  return UNKNOWN;
}

/** A fault in the copy: one item per edit, regardless of the query that shows it. */
function inEdit(
  edit: CopyEdit,
  divergence: Divergence | undefined,
  inStep: string | undefined,
  exception: LoggedException | undefined,
): MissingQuery {
  const [construct = UNKNOWN] = divergence ? suspects(divergence).constructs : [];
  return {
    id: `${edit.within} line-${edit.place.line}`,
    dbApi: edit.within,
    construct,
    at: edit.original,
    way: 'copy',
    reached: true,
    evidence: evidenceOf(divergence, exception),
    place: edit.place,
    hunk: edit.hunk,
    ...seenIn(divergence, inStep),
  };
}

/** Whether the divergence happened before the refusal. */
const isBefore = ({ divergence, inStep }: Located, refusal: TraceEvent): boolean =>
  inStep !== undefined ||
  (divergence?.target !== undefined && divergence.kind !== 'error' && divergence.target.time < refusal.time);

function evidenceOf(divergence: Divergence | undefined, exception: LoggedException | undefined): string {
  if (exception) return `raised ${exception.type}${exception.message ? `: ${exception.message}` : ''}`;
  return divergence?.evidence ?? 'the queries are the same; the copy uses their rows differently';
}

const seenIn = (divergence: Divergence | undefined, inStep: string | undefined) => ({
  inStep,
  ...statementOf(divergence?.baseline ?? divergence?.target),
  requestId: divergence?.target?.request,
});

const frameOf = ({ file, line, function: name }: Frame): Frame => ({ file, line, function: name });

const placeOf = (divergence: Divergence | undefined, { inCopy }: FailingStep): Frame | undefined =>
  divergence?.target?.at ?? (divergence?.baseline?.at && inCopy(divergence.baseline.at));

const statementOf = (event: TraceEvent | undefined): { readonly statement?: string } =>
  event?.kind === 'statement' && event.sql ? { statement: event.sql } : {};

/** The last recorded line within a function. */
const functionAt = ({ target }: FailingStep, name: string): Frame | undefined =>
  target.findLast(({ db_api, at }) => at && (db_api === name || at.function === name))?.at;

/** Requirements not reached because of a refusal, whose construct also failed in the survey. */
function hidden(
  { requirements, target, survey, inCopy }: FailingStep,
  refusals: readonly MissingQuery[],
): MissingQuery[] {
  if (!survey || refusals.length === 0) return [];
  const reached = new Set(
    target.flatMap((event) => constructsOf(event).map((construct) => `${event.db_api} ${construct}`)),
  );
  return requirements.flatMap((requirement): MissingQuery[] => {
    const asked = survey.constructs[requirement.construct];
    if (!hasFailed(asked) || reached.has(requirement.id)) return [];
    const place = inCopy(requirement.at);
    const evidence =
      asked.verdict === 'refused'
        ? 'refused in the survey'
        : `in the survey, ${asked.actual} instead of ${asked.expected}`;
    return [
      {
        ...requirement,
        way: asked.verdict,
        reached: false,
        surveyed: true,
        evidence,
        place,
      },
    ];
  });
}
