import type { Correspondence } from '../../../assertions/compare/correspondence.ts';
import {
  type OwnStrings,
  ownReplacers,
  type ReplaceOwn,
} from '../../../assertions/compare/own/own-strings.ts';
import type { Cell, PerSide } from '../../../model.ts';
import { utcTime } from '../../utc-time.ts';

const ID = /[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}/gi;

const isId = (text: string): boolean => text.replace(ID, '') === '' && text !== '';

/**
 * Pairs the baseline's ids with the target's in a scenario's query streams. Pairs come from the answers, then from rows
 * and parameters. Pairs that a failed comparison added are removed again.
 */
export class Counterparts {
  readonly replaceOwn: PerSide<ReplaceOwn>;
  readonly #answers: Pick<Correspondence, 'target' | 'isMet' | 'isChosen'>;
  readonly #toTarget = new Map<string, string>();
  readonly #toBaseline = new Map<string, string>();
  /** Baseline ids of the added pairs, latest last. */
  readonly #added: string[] = [];
  /** When the scenario's first event began, in seconds since 1970, on the services' clocks. */
  #began: number | undefined;
  readonly #tablesWithNewRows = new Set<string>();

  constructor(answers: Pick<Correspondence, 'target' | 'isMet' | 'isChosen'>, own: PerSide<OwnStrings>) {
    this.#answers = answers;
    this.replaceOwn = ownReplacers(own);
  }

  /** Notes that the scenario creates rows of a table. */
  noteNewRows(table: string): void {
    this.#tablesWithNewRows.add(table);
  }

  hasNewRows(table: string): boolean {
    return this.#tablesWithNewRows.has(table);
  }

  /** Notes the time of an event of the scenario. */
  noteTime(seconds: number): void {
    this.#began = Math.min(this.#began ?? seconds, seconds);
  }

  /** Whether a time in a row is before the scenario. Rows can be accurate to a second. */
  isBefore(time: string): boolean {
    if (this.#began === undefined) return false;
    return utcTime(time) / 1000 + 1 < this.#began;
  }

  /** Runs a comparison, and removes the pairs that it added unless `holds` accepts its result. */
  attempt<T>(compare: () => T, holds: (result: T) => boolean): T {
    const mark = this.#added.length;
    const result = compare();
    if (holds(result)) return result;
    for (const baseline of this.#added.splice(mark)) {
      this.#toBaseline.delete(this.#toTarget.get(baseline) as string);
      this.#toTarget.delete(baseline);
    }
    return result;
  }

  /** The target's id for an id of the baseline; undefined if unknown. */
  target(baseline: string): string | undefined {
    return this.#answers.target(baseline) ?? this.#toTarget.get(baseline);
  }

  /** Whether two ids correspond. Two ids that are both unknown become a pair. */
  pair(baseline: string, target: string): boolean {
    const known = this.target(baseline);
    const back = this.#toBaseline.get(target);
    if (known !== undefined || back !== undefined) return known === target && (back ?? baseline) === baseline;
    if (baseline !== target && !this.#couldCorrespond(baseline, target)) return false;
    this.#add(baseline, target);
    return true;
  }

  /**
   * Pairs the ids of a row that both sides inserted, even if the target's id seems to correspond to another one: answers
   * that differ pair ids by guess. False for ids that the client chose or that have another counterpart.
   */
  created(baseline: Cell, target: Cell): boolean {
    if (typeof baseline !== 'string' || typeof target !== 'string' || !isId(baseline) || !isId(target))
      return false;
    const [one, other] = [baseline.toLowerCase(), target.toLowerCase()];
    const isKnown = this.target(one) !== undefined || this.#toBaseline.has(other);
    if (isKnown || [one, other].some((id) => this.#answers.isChosen(id))) return false;
    this.#add(one, other);
    return true;
  }

  #add(baseline: string, target: string): void {
    this.#toTarget.set(baseline, target);
    this.#toBaseline.set(target, baseline);
    this.#added.push(baseline);
  }

  /** A client sends the ids that it chooses to both sides. An id that only the target's answers show belongs to a thing of the scenario. */
  #couldCorrespond(baseline: string, target: string): boolean {
    const answers = this.#answers;
    if (answers.isChosen(baseline) || answers.isChosen(target)) return false;
    return answers.isMet(baseline) || !answers.isMet(target);
  }

  /** Whether the scenario created the resource with this id or was shown the id. */
  isShown(id: string): boolean {
    return this.isMet(id) || this.isChosen(id);
  }

  /** Whether both requests are the same: equal texts, apart from corresponding ids and any numbers. */
  sameRequests({ baseline, target }: PerSide<string>): boolean {
    const plain = (text: string) => text.replace(ID, '').replace(/\d+/g, '');
    const [left, right] = [this.replaceOwn.baseline(baseline), this.replaceOwn.target(target)];
    if (plain(left) !== plain(right)) return false;
    const [ids, others] = [left.match(ID) ?? [], right.match(ID) ?? []];
    const pairAll = () =>
      ids.every((id, index) => this.pair(id.toLowerCase(), others[index]?.toLowerCase() ?? ''));
    return this.attempt(pairAll, () => false);
  }

  isMet(id: string): boolean {
    return this.#answers.isMet(id);
  }

  isChosen(id: string): boolean {
    return this.#answers.isChosen(id);
  }
}
