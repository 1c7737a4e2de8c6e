import { mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Question } from '../analysis/trace/narrowed.ts';
import { NarrowingProcess } from '../deployments/rome/narrowing-process.ts';
import type { Deployment, DeploymentDatabase, Narrowed, PerSide, Service } from '../model.ts';
import type { KeptRows, Narrowing } from '../runner/narrowing.ts';

/** Statements that a run narrows at most, and seconds for each. */
const MOST = 20;
const SECONDS = 5;
/** Maximum milliseconds for an answer. Requests wait for those before them. */
const LONGEST_MS = 60_000;

/** Narrows statements of managed deployments. The Python process starts when a step fails for the first time. */
export class Narrower implements Narrowing {
  readonly #deployments: PerSide<Deployment>;
  readonly #python: string;
  /** Results by digest of the statement. */
  readonly #found = new Map<number, Narrowed>();
  #process: NarrowingProcess | undefined;
  #kept = 0;

  /** Undefined if the deployments are not managed, or not on SQLite and ROME. */
  static of(deployments: PerSide<Deployment>): Narrower | undefined {
    const { baseline, target } = deployments;
    const isPossible =
      baseline.backend === 'sql' && target.backend === 'rome' && baseline.databases && baseline.probe;
    return isPossible && target.databases && target.python
      ? new Narrower(deployments, target.python)
      : undefined;
  }

  private constructor(deployments: PerSide<Deployment>, python: string) {
    this.#deployments = deployments;
    this.#python = python;
  }

  async keep(service: Service): Promise<KeptRows | undefined> {
    if (this.#kept >= MOST) return undefined;
    this.#kept++;
    const files = this.#databases('baseline', service).map(({ at }) => at);
    const folder = await mkdtemp(join(this.#deployments.baseline.folders[0] ?? '', 'rows-')).catch(() => '');
    if (folder === '') return undefined;
    const copy = files.map((from) => ({ from, to: join(folder, basename(from)) }));
    const answer = await this.#running().ask({ copy }, LONGEST_MS);
    if (answer?.outcome === 'copied') return { service, folder };
    await removed(folder);
    return undefined;
  }

  async narrow(
    { service, folder }: KeptRows,
    question: Question | undefined,
  ): Promise<Narrowed | 'same' | undefined> {
    const narrowed =
      question &&
      (this.#found.get(question.asked) ??
        (await this.#narrowed(service, folder, question).catch(() => undefined)));
    await removed(folder);
    return narrowed;
  }

  stop(): void {
    this.#process?.stop();
  }

  async #narrowed(
    service: Service,
    folder: string,
    question: Question,
  ): Promise<Narrowed | 'same' | undefined> {
    const { baseline, target } = this.#deployments;
    const stores = this.#databases('target', service);
    const databases = this.#databases('baseline', service).map(({ models, at }, index) => ({
      models,
      rows: join(folder, basename(at)),
      rome: stores[index]?.at ?? '',
      copy: copyOf(target, service),
    }));
    const answer = await this.#running().ask(
      {
        ...{ asked: question.asked, given: question.given },
        ...{ seconds: SECONDS, forms: `${baseline.probe}.forms`, databases, profile: target.profile ?? {} },
      },
      LONGEST_MS,
    );
    if (answer?.outcome === 'same') return answer.returned === question.rows ? 'same' : undefined;
    if (answer?.outcome !== 'narrowed') return undefined;
    const { sql, rows, baseline: expected, target: actual, needed } = answer;
    const narrowed = { sql, rows, baseline: expected, target: actual, needed };
    this.#found.set(question.asked, narrowed);
    return narrowed;
  }

  #running(): NarrowingProcess {
    if (!this.#process || this.#process.hasEnded) this.#process = new NarrowingProcess(this.#python);
    return this.#process;
  }

  #databases(side: keyof PerSide<Deployment>, service: Service): readonly DeploymentDatabase[] {
    return (this.#deployments[side].databases ?? []).filter((each) => each.service === service);
  }
}

/** Removes a folder, if possible. The deployment's folder, which contains it, is removed in any case. */
const removed = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true }).catch(() => undefined);

/** The copy that was made from a module of the service. */
const copyOf = ({ copies = [] }: Deployment, service: Service): string | undefined =>
  copies.find(({ original }) => original.includes(`/${service}/`))?.file;
