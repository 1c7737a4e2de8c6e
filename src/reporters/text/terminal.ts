import { stripVTControlCharacters } from 'node:util';
import { createLogUpdate } from 'log-update';
import colors from 'picocolors';
import type { RunEvent, ScenarioResult } from '../../model.ts';
import type { Reporter } from '../reporter.ts';
import { failureText, indent } from './failure-text.ts';
import { isFailing, stepText } from './step-text.ts';
import { summary } from './summary.ts';

/**
 * Tells people how a run goes: on a terminal what runs now, redrawn in place, above it what failed; without one, a
 * line per scenario.
 */
export class TerminalReporter implements Reporter {
  readonly name = 'terminal';
  readonly #out: NodeJS.WriteStream;
  readonly #live: ReturnType<typeof createLogUpdate> | undefined;
  readonly #running = new Set<string>();
  #planned = 0;
  #done = 0;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
    this.#live = out.isTTY ? createLogUpdate(out) : undefined;
  }

  onEvent(event: RunEvent): void {
    switch (event.kind) {
      case 'started': {
        const { planned, target, baseline } = event.run;
        this.#planned = planned;
        this.#print(`${planned} scenario${planned === 1 ? '' : 's'}, ${target} against ${baseline}`);
        break;
      }
      case 'scenario-started':
        this.#running.add(event.id);
        break;
      case 'scenario-finished':
        this.#running.delete(event.result.id);
        this.#print(scenarioText(event.result));
        this.#done++;
        this.#redraw();
        break;
      case 'finished':
        this.#live?.clear();
        this.#print(`\n${summary(event.run)}`);
        break;
    }
  }

  #print(text: string): void {
    this.#live?.clear();
    this.#out.write(`${this.#out.isTTY ? text : stripVTControlCharacters(text)}\n`);
  }

  #redraw(): void {
    const now = [...this.#running].join(', ');
    this.#live?.(colors.dim(`${this.#done}/${this.#planned} ${now}`));
  }
}

function scenarioText(scenario: ScenarioResult): string {
  const failing = scenario.steps.filter(isFailing);
  const good =
    !scenario.brokenOff &&
    scenario.steps.length > 0 &&
    failing.length === 0 &&
    scenario.failures.length === 0;
  const head = `${good ? colors.green('✓') : colors.red('✗')} ${scenario.id} ${colors.dim(`${scenario.name}, ${Math.round(scenario.ms)} ms`)}`;
  const failures = failing.map((step) => indent(stepText(scenario, step)));
  // What an earlier failure left behind is counted in the summary; alone it is the failure.
  const others = failing.length === 0 ? scenario.failures.map((failure) => indent(failureText(failure))) : [];
  return [head, ...failures, ...others].join('\n');
}
