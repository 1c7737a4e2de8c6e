import { createLogUpdate } from 'log-update';
import colors from 'picocolors';
import { outsideSteps } from '../../analysis/causes.ts';
import { isFailed, isFailing, isPassed } from '../../analysis/verdict.ts';
import { cutEnd } from '../../assertions/cut.ts';
import type { Body, RunEvent, ScenarioResult, StepResult } from '../../model.ts';
import { SIDES } from '../../model.ts';
import type { Reporter } from '../reporter.ts';
import { indent } from './failure-text.ts';
import { count, duration } from './paint.ts';
import { Progress } from './progress.ts';
import { headline, stepText } from './step-text.ts';
import { summary } from './summary.ts';
import { forTerminal, visible, visibleLines } from './visible.ts';

/** Line width and height to assume if the output is not a terminal, such as a log in a browser. */
const LOG = { columns: 120, rows: 60 };

/** Milliseconds between progress lines in a log. */
const EVERY = 30_000;

export interface TerminalOptions {
  /** Show every request with both answers. */
  readonly verbose?: boolean;
  /** Ids of the planned scenarios, and the milliseconds that each took last time. */
  readonly planned?: readonly string[];
  readonly expected?: ReadonlyMap<string, number>;
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
}

/**
 * Shows the progress of a run. On a terminal, it redraws a progress line in place with failures above it. In a log, it
 * prints a line per scenario and an occasional progress line. At the end it lists failures by cause.
 */
export class TerminalReporter implements Reporter {
  readonly name = 'terminal';
  readonly #out: NodeJS.WriteStream;
  readonly #options: TerminalOptions;
  readonly #now: () => number;
  readonly #live: ReturnType<typeof createLogUpdate> | undefined;
  #progress: Progress | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(out: NodeJS.WriteStream, options: TerminalOptions = {}) {
    this.#out = out;
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#live = out.isTTY ? createLogUpdate(out) : undefined;
  }

  onEvent(event: RunEvent): void {
    switch (event.kind) {
      case 'started': {
        const { planned = [], expected = new Map() } = this.#options;
        const { target, baseline } = event.run;
        const sides = `${visible(target)} against ${visible(baseline)}`;
        if (!this.#live) this.#print(`${count(event.run.planned, 'scenario')}, ${sides}`);
        this.#progress = new Progress(planned, expected, this.#now());
        this.#timer = setInterval(() => this.tick(), this.#live ? 1000 : EVERY).unref();
        break;
      }
      case 'scenario-started':
        this.#progress?.begin(event.id, this.#now());
        break;
      case 'scenario-finished': {
        const { result } = event;
        this.#progress?.end(result.id, !isFailed(result));
        // On a terminal, passed scenarios are only counted.
        if (!this.#live || this.#options.verbose || !isPassed(result)) this.#print(this.#scenario(result));
        if (this.#live) this.tick();
        break;
      }
      case 'finished': {
        clearInterval(this.#timer);
        this.#live?.clear();
        const { verbose } = this.#options;
        // Fit the causes, about three lines each, on the screen with the closing lines.
        const most = verbose ? Number.POSITIVE_INFINITY : Math.max(3, Math.floor((this.#rows - 7) / 3));
        this.#print(`${summary(event.run, { width: this.#columns, most, verbose })}`);
        break;
      }
    }
  }

  /** Shows the current progress. */
  tick(): void {
    const text = this.#progress?.text(this.#now());
    if (!text) return;
    if (this.#live) this.#live(colors.dim(cutEnd(text, this.#columns)));
    else this.#print(cutEnd(text, this.#columns * 2));
  }

  get #columns(): number {
    return this.#out.isTTY ? this.#out.columns || LOG.columns : LOG.columns;
  }

  get #rows(): number {
    return this.#out.isTTY ? this.#out.rows || LOG.rows : LOG.rows;
  }

  #scenario(scenario: ScenarioResult): string {
    const passed = isPassed(scenario);
    const mark = passed ? colors.green('✓') : isFailed(scenario) ? colors.red('✗') : colors.yellow('–');
    const why = passed ? '' : ` ${whyText(scenario)}`;
    const line = cutEnd(`${visible(scenario.id)}${why}`, this.#columns - 10);
    const head = `${mark} ${line} ${colors.dim(duration(scenario.ms))}`;
    if (!this.#options.verbose) return head;
    return [head, ...scenario.steps.map((step) => indent(verboseText(scenario, step)))].join('\n');
  }

  #print(text: string): void {
    this.#live?.clear();
    this.#out.write(`${forTerminal(text, this.#out.isTTY)}\n`);
  }
}

/** Why a scenario did not pass, in one line. */
function whyText(scenario: ScenarioResult): string {
  if (scenario.unavailable !== undefined) return `unavailable: ${visible(scenario.unavailable)}`;
  const step = scenario.steps.find(isFailing);
  if (step) return `${visible(step.name)}: ${headline(step)}`;
  return visible(outsideSteps(scenario).join('; '));
}

/** A step with its requests and both answers. */
function verboseText(scenario: ScenarioResult, step: StepResult): string {
  const answers = SIDES.flatMap((side) => {
    const response = step.exchanges[side]?.response;
    if (!response) return [];
    const headers = Object.entries(response.headers).map(([name, value]) => visible(`${name}: ${value}`));
    return [`${side} ${response.status}`, indent([...headers, bodyText(response.body)].join('\n'))];
  });
  return [stepText(scenario, step), indent(answers.join('\n'))].join('\n');
}

function bodyText(body: Body): string {
  switch (body.kind) {
    case 'empty':
      return '';
    case 'json':
      return visibleLines(JSON.stringify(body.value, undefined, 2));
    case 'text':
      return visibleLines(body.text);
    default:
      return body.kind;
  }
}
