import { type Change, changesOf } from '../../analysis/upgrade/changes.ts';
import type { EndpointChanges } from '../../analysis/upgrade/endpoint-changes.ts';
import { CHANGE_KINDS, type ChangeKind } from '../../analysis/upgrade/sightings.ts';
import { cutEnd } from '../../assertions/cut.ts';
import { type BrokenExchange, type Exchange, type RunFile, SIDES } from '../../model.ts';
import { outcomeText } from '../answer-outcome.ts';
import { curlCommand, tokenVariable } from '../curl-command.ts';
import { differenceText } from '../text/difference-text.ts';
import { count } from '../text/paint.ts';
import { visible } from '../text/visible.ts';
import { code, text } from './markdown-parts.ts';

/** Most changes to list. The least important kinds are cut first. */
const MOST = 40;
const MOST_ENDPOINTS = 8;

/** Characters of a value, and of a command. */
const ROOM = 100;
const MOST_COMMAND = 500;

const TITLES: Readonly<Record<ChangeKind, string>> = {
  regression: 'Server errors that the older release does not give',
  status: 'Statuses',
  gone: 'Fields that are gone',
  new: 'New fields',
  type: 'Types',
  value: 'Values',
  header: 'Headers',
  order: 'Orders',
  text: 'Wordings',
  'same words': 'Texts that have the same words in another order',
};

/** What an upgrade changes for clients, as Markdown: a run's differences by what changed, and the endpoints. */
export function upgrade(run: RunFile, versions: readonly EndpointChanges[]): string {
  const changes = changesOf(run.scenarios);
  const own = changes.filter(({ follows }) => !follows);
  const shown = own.slice(0, MOST);
  const parts = [
    `# Upgrade report: ${versions.map(({ service, from, to }) => text(`${service} ${from} → ${to}`)).join(', ')}`,
    summaryOf(run, own),
    ...CHANGE_KINDS.flatMap((kind) => {
      const items = shown.flatMap((change, at) =>
        change.kind === kind ? [item(change, at + 1, versions)] : [],
      );
      return items.length > 0 ? [`## ${TITLES[kind]}`, ...items] : [];
    }),
    ...(own.length > MOST
      ? [`and ${linesOf(own.slice(MOST)).length} more:`, linesOf(own.slice(MOST)).join('\n')]
      : []),
    ...following(changes.filter(({ follows }) => follows)),
    ...versions.flatMap(routes),
  ];
  return `${parts.join('\n\n')}\n`;
}

function summaryOf({ baseline, target, scenarios }: RunFile, changes: readonly Change[]): string {
  const steps = scenarios.flatMap((scenario) => scenario.steps);
  const differing = steps.filter(({ verdict }) => verdict === 'differs').length;
  return [
    `${text(target)} against ${text(baseline)}: ${count(changes.length, 'change')};`,
    `${differing.toLocaleString('en')} of ${count(steps.length, 'request')} were answered differently.`,
    'Each change has one example: the scenario, the step, and both requests.',
  ].join(' ');
}

function item(change: Change, number: number, versions: readonly EndpointChanges[]): string {
  const { service, example } = change;
  const { scenario, step, difference } = example;
  const version = versions.find((each) => each.service === service);
  const commands = SIDES.flatMap((side) => {
    const sent = step.exchanges[side] ?? step.broken?.[side];
    if (!sent) return [];
    const release = side === 'baseline' ? version?.from : version?.to;
    const command = curlCommand(sent, tokenVariable(side, scenario.id, sent.actor));
    return [
      `# ${service} ${release ?? side}: ${outcomeText(sent)}${errorText(sent)}`,
      cutEnd(visible(command), MOST_COMMAND),
    ];
  });
  const how = difference ? `: ${text(differenceText(difference, step, ROOM))}` : '';
  return [
    `${number}. ${lineOf(change)}  `,
    `   ${code(scenario.id)}, ${text(step.name)}${how}`,
    '',
    '   ```sh',
    ...commands.map((line) => `   ${line}`),
    '   ```',
  ].join('\n');
}

function lineOf({ what, endpoints, steps }: Change): string {
  const named = endpoints.slice(0, MOST_ENDPOINTS).map(code).join(', ');
  const more = endpoints.length - MOST_ENDPOINTS;
  return `**${text(what)}** in ${count(steps, 'request')}: ${named}${more > 0 ? ` and ${more} more` : ''}`;
}

const linesOf = (changes: readonly Change[]): string[] =>
  changes.map((change) => `- ${TITLES[change.kind]}: ${lineOf(change)}`);

const following = (changes: readonly Change[]): string[] =>
  changes.length === 0
    ? []
    : [
        '## Changes that may follow from these',
        'An earlier request of the same scenario had an effect in only one of the releases.',
        linesOf(changes).join('\n'),
      ];

/** What an error answer says, without markup. */
function errorText(sent: Exchange | BrokenExchange): string {
  if (!('response' in sent) || sent.response.status < 400) return '';
  const { body } = sent.response;
  const said = body.kind === 'text' ? body.text : body.kind === 'json' ? JSON.stringify(body.value) : '';
  const plain = said
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return ` ${cutEnd(visible(plain.replace(/^\d{3} /, '')), ROOM)}`;
}

function routes({ service, added, removed }: EndpointChanges): string[] {
  const list = (title: string, names: readonly string[]) =>
    names.length > 0 ? [`## ${title} of ${service}`, names.map((name) => `- ${code(name)}`).join('\n')] : [];
  return [...list('Removed endpoints', removed), ...list('New endpoints', added)];
}
