import { type PerSide, SIDES, type Side, type TraceEvent } from '../../model.ts';
import { type Divergence, divergences } from './align.ts';
import type { CopyEdit, EditedCopy } from './copy-edits.ts';
import { readOtherwise } from './methods/read-otherwise.ts';
import { eventOf, isFailedCommit, isWrite, tableOf, verbOf } from './pairs.ts';
import type { Counterparts } from './rows/counterparts.ts';
import { lostWrite, type Statement } from './rows/lost-write.ts';

/** The two query streams of one step. */
export interface StepStreams {
  readonly step: string;
  /** The earlier step whose failure kept this one from being sent. */
  readonly blockedBy?: string;
  /** Whether the request was sent together with others. Their queries interleave differently on each side. */
  readonly isAtOnce?: boolean;
  /** Names of the members of the answer that differ. */
  readonly fields?: readonly string[];
  /** The sent requests, for a step that uses captures of earlier steps. */
  readonly sent?: Sent;
  readonly baseline: readonly TraceEvent[];
  readonly target: readonly TraceEvent[];
}

/** Both sides' requests as text, and the names of the steps whose captures are in them. */
export interface Sent {
  readonly requests: PerSide<string>;
  readonly capturedIn: readonly string[];
}

/** The place of a failing step's fault. */
export interface Located {
  /** The earlier step that contains the fault; absent if the failing step does. */
  readonly inStep?: string;
  /** Absent if an edit of the copy is to blame and no query shows it. */
  readonly divergence?: Divergence;
  readonly edit?: CopyEdit;
  /** Tables in which the step with the fault left other rows. */
  readonly changes?: readonly string[];
  /** A query that the target refused in the earlier step, before any other difference. */
  readonly refusal?: TraceEvent;
  /** For a lost write: the place if the read that shows the loss is wrong instead. */
  readonly read?: Located;
  /** For a read: the write to blame if the target is known to have other rows. */
  readonly stored?: Located;
}

/** Finds where a scenario's steps first diverge from the baseline. */
export class Locator {
  readonly #using: Counterparts;
  readonly #copies: readonly EditedCopy[];
  readonly #arePristine: boolean;
  readonly #steps: StepStreams[] = [];
  readonly #found = new Map<StepStreams, readonly Divergence[]>();

  /** @param arePristine whether it is known that nobody edited the target's copies, so that only its ROME can be wrong */
  constructor(using: Counterparts, copies: readonly EditedCopy[], arePristine = false) {
    this.#using = using;
    this.#copies = copies;
    this.#arePristine = arePristine;
  }

  /** Adds the scenario's next step. Streams are compared only when a step fails. */
  add(step: StepStreams): void {
    this.#steps.push(step);
    for (const event of SIDES.flatMap((side) => step[side])) {
      this.#using.noteTime(event.time);
      if (isStatement(event) && verbOf(event.sql) === 'INSERT') this.#using.noteNewRows(tableOf(event.sql));
    }
  }

  /**
   * The first divergence that explains the failure of a step, by default the last one: its own first divergence, or that of an earlier step
   * that left a different state, and so on. Undefined if no divergence was traced.
   */
  locate(index = this.#steps.length - 1): Located | undefined {
    const step = this.#steps[index];
    const cause = step && this.#causeOf(step, this.#steps.slice(0, index));
    if (!cause) return undefined;
    const origin = cause.inStep === undefined ? step : this.#steps.find((each) => each.step === cause.inStep);
    const changes = origin ? this.#changedTables(origin) : [];
    return changes.length > 0 ? { ...cause, changes } : cause;
  }

  #changedTables(step: StepStreams): string[] {
    const events = this.#of(step).flatMap((one) => (one.ours ? eventOf(one) : []));
    return [
      ...new Set(events.flatMap((event) => (isWrite(event) && 'sql' in event ? tableOf(event.sql) : []))),
    ];
  }

  #causeOf(step: StepStreams, earlier: readonly StepStreams[]): Located | undefined {
    return this.#causeOfRequest(step, earlier) ?? this.#causeOfAnswer(step, earlier);
  }

  /** Finds the cause in the earlier step that captured a wrong value on the target, when the requests differ by it. */
  #causeOfRequest({ sent }: StepStreams, earlier: readonly StepStreams[]): Located | undefined {
    if (!sent || this.#using.sameRequests(sent.requests)) return undefined;
    for (const name of sent.capturedIn) {
      const cause = this.#inEarlier(
        earlier.findLastIndex(({ step }) => step === name),
        earlier,
      );
      if (cause) return cause;
    }
    return undefined;
  }

  #causeOfAnswer(step: StepStreams, earlier: readonly StepStreams[]): Located | undefined {
    const own = this.#of(step);
    const asked = step.isAtOnce ? this.#askedByEdit(step) : undefined;
    if (asked) return asked;
    const first = own.find(({ ours, isAbove }) => ours && !isAbove) ?? own.find(({ isAbove }) => isAbove);
    const ofOthers = own.find((one) => !one.ours && isReadOfState(one));
    // Rows of other scenarios can differ at any time, so what concerns this scenario is a better explanation, unless
    // only one side did it, after it had read those rows.
    const follows =
      first &&
      ofOthers &&
      isOneSided(first) &&
      own.indexOf(ofOthers) < own.indexOf(first) &&
      !this.#blamed(first, step).edit;
    return (
      (follows ? undefined : this.#causeOfOwn(first, step, earlier)) ??
      this.#causeElsewhere(step, earlier) ??
      this.#causeOfOwn(ofOthers ?? own[0], step, earlier)
    );
  }

  #causeOfOwn(
    found: Divergence | undefined,
    step: StepStreams,
    earlier: readonly StepStreams[],
  ): Located | undefined {
    const first = raisedIn(found, this.#of(step));
    if (!first) return undefined;
    if (!isReadOfState(first)) return this.#blamed(first, step);
    const writtenIn = (isAtOnce: boolean) =>
      earlier.findIndex(
        (each) =>
          (each.isAtOnce ?? false) === isAtOnce && this.#of(each).some((other) => changes(other, first)),
      );
    const written = this.#inEarlier(writtenIn(false), earlier);
    if (written) return written;
    const read = this.#blamed(first, step);
    const lost = this.#lostWrite(first, step, earlier);
    const isLostAtOnce = earlier.some((each) => each.isAtOnce && each.step === lost?.inStep);
    if (lost && !isLostAtOnce) return { ...lost, read };
    const edited = this.#causeInEdited(earlier);
    if (edited) return { ...edited, read };
    if (lost) return { ...lost, read };
    const writtenAtOnce = this.#inEarlier(writtenIn(true), earlier);
    if (writtenAtOnce) return writtenAtOnce;
    const stored = this.#lostWrite(first, step, earlier, true);
    return stored ? { ...read, stored } : read;
  }

  /** The cause of a step whose own queries have the same results: an edit, or the latest earlier step with other results. */
  #causeElsewhere(step: StepStreams, earlier: readonly StepStreams[]): Located | undefined {
    const edit = this.#nearest(namesIn(step));
    if (edit) return { edit };
    const origin = earlier.findLastIndex((each) =>
      this.#of(each).some((one) => one.ours && leavesOther(one)),
    );
    const earlierCause = this.#inEarlier(origin, earlier);
    if (earlierCause || !this.#arePristine) return earlierCause;
    const divergence = readOtherwise(step);
    return divergence && { divergence };
  }

  /** The cause in the last step that wrote and in which the edited copy asked otherwise: other state may follow from it. */
  #causeInEdited(earlier: readonly StepStreams[]): Located | undefined {
    if (this.#copies.every(({ edits }) => edits.length === 0)) return undefined;
    const index = earlier.findLastIndex(
      (each) => SIDES.some((side) => each[side].some(isWrite)) && this.#askedByEdit(each),
    );
    const step = earlier[index];
    if (!step?.isAtOnce) return this.#inEarlier(index, earlier);
    const asked = this.#askedByEdit(step);
    return asked && { ...asked, inStep: step.step };
  }

  /** The first query of a step that the edited copy asks otherwise. */
  #askedByEdit(step: StepStreams): Located | undefined {
    return this.#of(step)
      .filter((one) => one.ours && !one.sameQuestion)
      .map((one) => this.#blamed(one, step))
      .find(({ edit }) => edit);
  }

  /** The write that the target lost, if a read shows the state before it. See `lostWrite`. */
  #lostWrite(
    { kind, baseline, target }: Divergence,
    step: StepStreams,
    earlier: readonly StepStreams[],
    isStoredOtherwise = false,
  ): Located | undefined {
    if (kind === 'error' || baseline?.kind !== 'statement' || target?.kind !== 'statement') return undefined;
    const until = (side: Side, read: TraceEvent) =>
      [...earlier.flatMap((each) => each[side]), ...step[side].slice(0, step[side].indexOf(read))].filter(
        isStatement,
      );
    const before = { baseline: until('baseline', baseline), target: until('target', target) };
    const after = [
      ...step.target.slice(step.target.indexOf(target) + 1),
      ...this.#steps.slice(earlier.length + 1).flatMap((each) => each.target),
    ].filter(isStatement);
    const lost = lostWrite({ baseline, target }, before, this.#using, { after, isStoredOtherwise });
    if (!lost) return undefined;
    const inStep = earlier.find((each) => each.baseline.includes(lost.baseline))?.step;
    return { inStep, divergence: { ...lost, kind: 'rows', sameQuestion: true, ours: true } };
  }

  /** Why an earlier step diverged: its refusal, its own first divergence, or one in a step before it. */
  #inEarlier(index: number, earlier: readonly StepStreams[]): Located | undefined {
    const step = earlier[index];
    if (!step) return undefined;
    const refusal = step.target.find(({ kind }) => kind === 'refusal');
    if (refusal) return { inStep: step.step, refusal };
    // A step that was never sent cannot diverge itself.
    if (step.blockedBy !== undefined)
      return this.#inEarlier(
        earlier.findIndex((each) => each.step === step.blockedBy),
        earlier.slice(0, index),
      );
    const cause = this.#causeOf(step, earlier.slice(0, index));
    if (!cause) return undefined;
    const { read: _, stored: __, ...rest } = cause;
    return { ...rest, inStep: cause.inStep ?? step.step };
  }

  /**
   * Adds the edit of the copy that explains a divergence. No edit is blamed if both sides sent the same query and only
   * the results differ; but a method does something else because of other arguments, too.
   */
  #blamed(divergence: Divergence, step: StepStreams): Located {
    const event = eventOf(divergence);
    const at = event.at ? [event.at.function] : [];
    const isEditedThere = divergence.method !== undefined && this.#isEdited(at[0]);
    const answer = divergence.sameQuestion && event.kind !== 'call' && !isEditedThere;
    if (answer) return { divergence };
    const stack = [event.db_api, ...(event.via ?? []), event.kind === 'call' ? event.function : undefined];
    const edit =
      this.#nearest(at) ??
      this.#nearest(stack.flatMap((name) => name ?? [])) ??
      this.#nearest(namesIn(step)) ??
      this.#steps
        .slice(0, this.#steps.indexOf(step) + 1)
        .map((each) => this.#nearest(namesIn(each)))
        .find((found) => found);
    return { divergence, edit };
  }

  #isEdited(name: string | undefined): boolean {
    return this.#copies.some(({ edits }) => edits.some(({ within }) => within === name));
  }

  /** The edit in one of the functions or their callees, with the fewest calls between. */
  #nearest(names: readonly string[]): CopyEdit | undefined {
    return this.#copies
      .flatMap(({ edits, distance }) =>
        edits.flatMap((edit) => {
          const far = distance(names, edit.within);
          return far === undefined ? [] : [{ edit, far }];
        }),
      )
      .sort((a, b) => a.far - b.far)[0]?.edit;
  }

  #of(step: StepStreams): readonly Divergence[] {
    const known =
      this.#found.get(step) ?? divergences(step.baseline, step.target, this.#using, !this.#arePristine);
    this.#found.set(step, known);
    return known;
  }
}

/** Queries that are absent because the function raised an error follow from that error. */
function raisedIn(first: Divergence | undefined, all: readonly Divergence[]): Divergence | undefined {
  if (first?.kind !== 'absent') return first;
  const names = [first.baseline?.at?.function, first.baseline?.db_api, ...(first.baseline?.via ?? [])];
  const errors = all.filter(
    ({ kind, target }) =>
      kind === 'error' && target && names.includes(target.kind === 'call' ? target.function : target.db_api),
  );
  // A query that raises after another one was omitted follows from the omission.
  if (errors.some(({ target }) => target?.kind !== 'call')) return first;
  const [error] = errors;
  return error ?? first;
}

/** Names of DB-API functions in a step's events. */
const namesIn = ({ baseline, target }: StepStreams): string[] => [
  ...new Set(
    [...target, ...baseline].flatMap((event) =>
      [
        event.db_api,
        event.at?.function,
        ...(event.via ?? []),
        event.kind === 'call' ? event.function : undefined,
      ].flatMap((name) => name ?? []),
    ),
  ),
];

const isOneSided = ({ kind }: Divergence): boolean => kind === 'absent' || kind === 'extra';

/** Whether both sides asked the same, of a state that may already have differed. */
const isReadOfState = ({ sameQuestion, kind, baseline }: Divergence): boolean =>
  sameQuestion && /^(?:rows|value|error)$/.test(kind) && baseline?.kind === 'statement';

/** Whether one divergence wrote state that another one read. */
function changes(other: Divergence, read: Divergence): boolean {
  if (!other.ours || !isChange(other)) return false;
  const event = eventOf(other);
  if (event.kind !== 'statement') return true;
  const seen = eventOf(read);
  return seen.kind === 'statement' && (seen.sql ?? '').includes(tableOf(event.sql));
}

/** Whether a divergence can leave another state. A query of one side alone cannot. */
const leavesOther = (one: Divergence): boolean =>
  isChange(one) || !(one.sameQuestion || (isOneSided(one) && eventOf(one).kind === 'statement'));

const isStatement = (event: TraceEvent): event is Statement => event.kind === 'statement';

const isChange = (divergence: Divergence): boolean => {
  const event = eventOf(divergence);
  return (
    isWrite(event) || isFailedCommit(event) || (event.kind === 'transaction' && event.ended !== 'savepoint')
  );
};
