import { SIDES, type Side, type TraceEvent } from '../../model.ts';
import { type Divergence, divergences } from './align.ts';
import { CopyEdits } from './blame/blamed-edit.ts';
import {
  changes,
  findsNoRowsOf,
  isAbsentOrExtra,
  isGivenRowsOf,
  isReadOfState,
  leavesOther,
  raisedIn,
  withoutUnseenWrites,
} from './blame/effects.ts';
import type { Located, StepStreams } from './blame/located.ts';
import type { CopyEdit, EditedCopy } from './copy-edits.ts';
import { readOtherwise } from './methods/read-otherwise.ts';
import { eventOf, isStatement, isWrite, tableOf, verbOf } from './pairs.ts';
import type { Counterparts } from './rows/counterparts.ts';
import { lostWrite } from './rows/lost-write.ts';

/** Finds where a scenario's steps first diverge from the baseline. */
export class Locator {
  readonly #using: Counterparts;
  readonly #edits: CopyEdits;
  readonly #arePristine: boolean;
  readonly #steps: StepStreams[] = [];
  readonly #found = new Map<StepStreams, readonly Divergence[]>();
  /** Lost writes that failing steps have shown. */
  readonly #lost: Located[] = [];

  /** @param arePristine whether it is known that nobody edited the target's copies, so that only its ROME can be wrong */
  constructor(using: Counterparts, copies: readonly EditedCopy[], arePristine = false) {
    this.#using = using;
    this.#edits = new CopyEdits(copies);
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

  /** An edit of the copy in one of some functions. */
  editIn(names: readonly string[]): CopyEdit | undefined {
    return this.#edits.within(names);
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
    // only one side did it after it had read those rows, or each did it with its own rows.
    const follows =
      first &&
      ofOthers &&
      (isAbsentOrExtra(first) || isGivenRowsOf(first, ofOthers)) &&
      own.indexOf(ofOthers) < own.indexOf(first) &&
      !this.#blamed(first, step).edit;
    return (
      (follows ? undefined : this.#causeOfOwn(first, step, earlier)) ??
      this.#causeElsewhere(step, earlier) ??
      this.#causeOfOwn(ofOthers, step, earlier) ??
      this.#readOtherwise(step) ??
      this.#causeOfOwn(own[0], step, earlier)
    );
  }

  #causeOfOwn(
    found: Divergence | undefined,
    step: StepStreams,
    earlier: readonly StepStreams[],
  ): Located | undefined {
    const first = raisedIn(found, this.#of(step), step.target);
    if (!first) return undefined;
    if (!isReadOfState(first)) return this.#blamed(first, step);
    const writtenIn = (isAtOnce: boolean) =>
      earlier.findIndex(
        (each) =>
          (each.isAtOnce ?? false) === isAtOnce &&
          this.#of(each).some((other) => changes(other, first, each)),
      );
    const written = this.#inEarlier(writtenIn(false), earlier);
    if (written) return written;
    const read = this.#blamed(first, step);
    const lost = this.#lostWrite(first, step, earlier);
    const isLostAtOnce = earlier.some((each) => each.isAtOnce && each.step === lost?.inStep);
    if (lost && !isLostAtOnce) {
      this.#lost.push({ ...lost, inStep: lost.inStep ?? step.step });
      return { ...lost, read };
    }
    const edited = this.#causeInEdited(earlier);
    if (edited) return { ...edited, read };
    if (lost) return { ...lost, read };
    const writtenAtOnce = this.#inEarlier(writtenIn(true), earlier);
    if (writtenAtOnce) return writtenAtOnce;
    const known = this.#lost.find(
      ({ divergence, inStep }) =>
        earlier.some((each) => each.step === inStep) && divergence && findsNoRowsOf(first, divergence),
    );
    if (known) return { ...known, read };
    const stored = this.#lostWrite(first, step, earlier, true);
    return stored ? { ...read, stored } : read;
  }

  /** The cause of a step whose own queries have the same results: an edit, or the latest earlier step with other results. */
  #causeElsewhere(step: StepStreams, earlier: readonly StepStreams[]): Located | undefined {
    const edit = this.#edits.inStep(step);
    if (edit) return { edit };
    const origin = earlier.findLastIndex((each) =>
      this.#of(each).some((one) => one.ours && leavesOther(one)),
    );
    return this.#inEarlier(origin, earlier);
  }

  /** The method of an unchanged copy that returned other values than the database. */
  #readOtherwise(step: StepStreams): Located | undefined {
    const divergence = this.#arePristine ? readOtherwise(step) : undefined;
    return divergence && { divergence };
  }

  /** The cause in the last step that wrote and in which the edited copy asked otherwise: other state may follow from it. */
  #causeInEdited(earlier: readonly StepStreams[]): Located | undefined {
    if (this.#edits.areNone) return undefined;
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
      [
        ...earlier.flatMap((each) => withoutUnseenWrites(each[side], read.time)),
        ...withoutUnseenWrites(step[side].slice(0, step[side].indexOf(read)), read.time),
      ].filter(isStatement);
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
    return { isAtOnce: step.isAtOnce, ...rest, inStep: cause.inStep ?? step.step };
  }

  #blamed(divergence: Divergence, step: StepStreams): Located {
    return this.#edits.blamed(divergence, this.#steps.slice(0, this.#steps.indexOf(step) + 1));
  }

  #of(step: StepStreams): readonly Divergence[] {
    const known =
      this.#found.get(step) ?? divergences(step.baseline, step.target, this.#using, !this.#arePristine);
    this.#found.set(step, known);
    return known;
  }
}
