import { createHash } from 'node:crypto';
import { outsideSteps } from '../../analysis/causes.ts';
import { isFailed, isFailing, isPassed } from '../../analysis/verdict.ts';
import type { RunFile, ScenarioResult, Service, Side, StepResult, Verdict } from '../../model.ts';
import { SIDES } from '../../model.ts';
import { curlCommand, tokenVariable } from '../curl-command.ts';
import { headline, outcomeOf, stepTextPlain } from '../text/step-text.ts';

/** A file of Allure's results folder. */
export interface AllureFile {
  readonly name: string;
  readonly text: string;
}

type Status = 'passed' | 'failed' | 'broken' | 'skipped';

const API_REFERENCE: Readonly<Record<Service, string>> = {
  glance: 'https://docs.openstack.org/api-ref/image/v2/',
  nova: 'https://docs.openstack.org/api-ref/compute/',
};

/** Steps that could not run are broken, not failed. Endpoints that neither deployment provides are skipped. */
const STATUS: Readonly<Record<Verdict, Status>> = {
  identical: 'passed',
  gone: 'passed',
  differs: 'failed',
  refused: 'failed',
  blocked: 'broken',
  unreached: 'broken',
  unavailable: 'skipped',
};

/** Allure results of a run: a test per scenario, its steps with curl commands, categories by verdict. */
export function allureResults(run: RunFile): AllureFile[] {
  return [
    ...run.scenarios.flatMap((scenario) => scenarioFiles(run, scenario)),
    { name: 'categories.json', text: JSON.stringify(CATEGORIES) },
    { name: 'environment.properties', text: environment(run) },
  ];
}

/** Categories match the first word of a failure's message, which is the verdict. */
const CATEGORIES = [...(Object.keys(STATUS) as Verdict[]), 'failed', 'interrupted', 'CLEANUP']
  .filter((word) => !['passed', 'skipped'].includes(STATUS[word as Verdict]))
  .map((word) => ({
    name: word,
    matchedStatuses: ['failed', 'broken'],
    messageRegex: `(?s)${word}\\b.*`,
  }));

const environment = ({ target, baseline, releases, id }: RunFile): string =>
  Object.entries({ target, baseline, ...releases, run: id })
    .map(([name, value]) => `${name}=${String(value).replace(/[\r\n\\]/g, ' ')}\n`)
    .join('');

function scenarioFiles(run: RunFile, scenario: ScenarioResult): AllureFile[] {
  const { id, name, service, ms } = scenario;
  const start = Date.parse(scenario.startedAt ?? run.startedAt);
  let next = start;
  const attachments: AllureFile[] = [];
  const steps = scenario.steps.map((step, index) => {
    const text = isFailing(step) ? attachmentText(scenario, step) : undefined;
    const source = `${digest(`${run.id} ${id} ${index}`)}-attachment.txt`;
    if (text) attachments.push({ name: source, text });
    const from = next;
    next += Math.round(Math.max(0, ...Object.values(step.exchanges).map((each) => each.ms)));
    return {
      name: `${step.endpoint} ${step.name}`,
      status: statusOf(step),
      stage: 'finished',
      start: from,
      stop: next,
      statusDetails: isFailing(step) ? { message: messageOf(step) } : undefined,
      attachments: text ? [{ name: 'Both answers', source, type: 'text/plain' }] : [],
      parameters: SIDES.flatMap((side) => curlOf(scenario, step, side)),
      steps: [],
    };
  });
  const worst = scenario.steps.find((step) => statusOf(step) === 'failed') ?? scenario.steps.find(isFailing);
  const left = scenario.unavailable ?? outsideSteps(scenario).join('\n');
  const others: Status = isPassed(scenario) ? 'passed' : isFailed(scenario) ? 'broken' : 'skipped';
  const status: Status = worst ? statusOf(worst) : others;
  const result = {
    uuid: digest(`${run.id} ${id}`),
    historyId: digest(id),
    testCaseId: digest(id),
    fullName: id,
    name,
    status,
    stage: 'finished',
    start,
    stop: start + Math.round(ms),
    ...(status === 'passed'
      ? {}
      : { statusDetails: { message: worst ? messageOf(worst) : left, trace: left } }),
    labels: [
      { name: 'parentSuite', value: service },
      { name: 'suite', value: id.split('/').slice(1, -1).join('/') || service },
      { name: 'framework', value: 'run-scenarios' },
      ...[...new Set(scenario.steps.map(({ endpoint }) => endpoint))].map((value) => ({
        name: 'story',
        value,
      })),
    ],
    links: [{ name: 'API reference', url: API_REFERENCE[service], type: 'link' }],
    attachments: [],
    parameters: [],
    steps,
  };
  return [{ name: `${result.uuid}-result.json`, text: JSON.stringify(result) }, ...attachments];
}

const statusOf = (step: StepResult): Status => {
  const status = STATUS[step.verdict];
  return status === 'passed' && isFailing(step) ? 'failed' : status;
};

const messageOf = (step: StepResult): string => `${outcomeOf(step)} ${step.endpoint}: ${headline(step)}`;

function curlOf({ id }: ScenarioResult, step: StepResult, side: Side): { name: string; value: string }[] {
  const exchange = step.exchanges[side];
  return exchange
    ? [{ name: side, value: curlCommand(exchange, tokenVariable(side, id, exchange.actor)) }]
    : [];
}

function attachmentText(scenario: ScenarioResult, step: StepResult): string {
  const answers = SIDES.flatMap((side) => {
    const response = step.exchanges[side]?.response;
    return response ? [`${side}\n${JSON.stringify(response, undefined, 2)}`] : [];
  });
  return [stepTextPlain(scenario, step), ...answers].join('\n\n');
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
