import { count, duration } from './paint.ts';
import { visible } from './visible.ts';

/** Tracks a run's progress and estimates the time left. Times are milliseconds of one clock. */
export class Progress {
  readonly #planned: readonly string[];
  readonly #expected: ReadonlyMap<string, number>;
  readonly #usual: number;
  readonly #started: number;
  readonly #running = new Map<string, number>();
  readonly #left: Set<string>;
  #failed = 0;

  /**
   * @param planned ids of the scenarios
   * @param expected milliseconds that each took last time
   */
  constructor(planned: readonly string[], expected: ReadonlyMap<string, number>, now: number) {
    this.#planned = planned;
    this.#expected = expected;
    this.#left = new Set(planned);
    this.#started = now;
    const known = planned.flatMap((id) => expected.get(id) ?? []);
    this.#usual = known.length > 0 ? known.reduce((sum, each) => sum + each, 0) / known.length : 1;
  }

  begin(id: string, now: number): void {
    this.#running.set(id, now);
  }

  end(id: string, passed: boolean): void {
    this.#running.delete(id);
    this.#left.delete(id);
    if (!passed) this.#failed++;
  }

  /** A line such as `12 of 134 scenarios, 2 failed, about 3 min left; running 14 s: glance/images/list`. */
  text(now: number): string {
    const done = this.#planned.length - this.#left.size;
    const left = this.#timeLeft(now);
    const running = [...this.#running]
      .sort(([, a], [, b]) => a - b)
      .map(([id, since]) => `${visible(id)} ${duration(now - since)}`);
    return [
      `${done} of ${count(this.#planned.length, 'scenario')}`,
      this.#failed > 0 ? `, ${this.#failed} failed` : '',
      left === undefined ? '' : `, about ${duration(left)} left`,
      running.length > 0 ? `; waiting for ${running.join(', ')}` : '',
    ].join('');
  }

  /** Scales the remaining scenarios' last times by the pace of this run. Undefined before the first and after the last. */
  #timeLeft(now: number): number | undefined {
    const sum = (ids: Iterable<string>) =>
      [...ids].reduce((total, id) => total + (this.#expected.get(id) ?? this.#usual), 0);
    const left = sum(this.#left);
    const done = sum(this.#planned) - left;
    return done > 0 && left > 0 ? ((now - this.#started) * left) / done : undefined;
  }
}
