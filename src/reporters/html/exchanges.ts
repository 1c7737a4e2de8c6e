import type { BrokenExchange, Difference, Exchange, PerSide, RequestBody, Side } from '../../model.ts';
import { SIDES } from '../../model.ts';
import { outcomeText } from '../answer-outcome.ts';
import { type BodyLine, type BodyRow, linesOf, rowsOf } from '../body-lines.ts';
import { curlCommand, tokenVariable } from '../curl-command.ts';
import { type Content, type Html, html } from './html.ts';
import { copyButton, count, ms, scrolling } from './parts.ts';

/** Maximum lines of a body to show. run.json has all. */
const MOST_LINES = 400;

interface Compared {
  readonly scenario: string;
  readonly exchanges: Partial<PerSide<Exchange>>;
  readonly broken?: Partial<PerSide<BrokenExchange>> | undefined;
  readonly differences: readonly Difference[];
  /** Omit body lines far from any difference. */
  readonly brief: boolean;
}

/** A request on both deployments: answers side by side with differences marked, and commands to repeat it. */
export function exchangesOf({ scenario, exchanges, broken, differences, brief }: Compared): Html {
  const sent = { ...broken, ...exchanges };
  const one = sent.baseline ?? sent.target;
  if (!one) return html``;
  const both = scrolling('Both answers', answers(exchanges, sent, differences, brief));
  const request =
    one.requestBody &&
    html`<details><summary>Request body</summary>${block(requestLines(one.requestBody))}</details>`;
  const commands = SIDES.map((side) => {
    const exchange = sent[side];
    return exchange && curl(side, curlCommand(exchange, tokenVariable(side, scenario, exchange.actor)));
  });
  return html`<p class="request"><code>${one.method} ${pathOf(one.url)}</code> <span class="dim">as ${one.actor}, request id <code>${one.requestId}</code></span></p>
${request}${both}${commands}`;
}

/** Path and query of a URL. Host and port change with every boot. */
export function pathOf(url: string): string {
  const [, path] = /^[a-z]+:\/\/[^/]*(\/.*)$/s.exec(url) ?? [];
  return path ?? url;
}

function answers(
  exchanges: Partial<PerSide<Exchange>>,
  sent: Partial<PerSide<Exchange | BrokenExchange>>,
  differences: readonly Difference[],
  brief: boolean,
): Html {
  const { baseline, target } = exchanges;
  const statusDiffers = differences.some(({ path }) => path === 'status');
  const head = SIDES.map((side) => {
    const exchange = sent[side];
    return html`<th scope="col">${side}${exchange && html` <span class="dim">${ms(exchange.ms)}</span>`}</th>`;
  });
  const status = row({
    name: 'status',
    cells: SIDES.map((side) => sent[side] && outcomeText(sent[side])),
    differs: statusDiffers || SIDES.some((side) => sent[side] && !exchanges[side]),
  });
  const headers = headerRows(exchanges, differences);
  const rows =
    baseline && target ? rowsOf(baseline.response.body, target.response.body, differences) : alone(exchanges);
  return html`<table class="answers"><thead><tr><th scope="col"><span class="hide">part</span></th>${head}</tr></thead>
<tbody>${status}</tbody><tbody class="body">${bodyRows(rows, brief)}</tbody><tbody>${headers}</tbody></table>`;
}

/** The rows to show. A row states how many were omitted. */
function bodyRows(rows: readonly BodyRow[], brief: boolean): Html[] {
  const changed = rows.flatMap(({ differs }, index) => (differs ? [index] : []));
  const isNear = (index: number) => changed.some((at) => Math.abs(at - index) <= CONTEXT);
  const isShown = (index: number) => index < MOST_LINES && (!brief || changed.length === 0 || isNear(index));
  const found: Html[] = [];
  let skipped = 0;
  const noteSkipped = () => {
    if (skipped > 0)
      found.push(
        html`<tr class="skipped"><td colspan="3">${count(skipped, 'line')} more, on the scenario's page or in run.json</td></tr>`,
      );
    skipped = 0;
  };
  for (const [index, each] of rows.entries()) {
    if (!isShown(index)) {
      skipped++;
      continue;
    }
    noteSkipped();
    found.push(bodyRow(each, index));
  }
  noteSkipped();
  return found;
}

/** Lines of context around a difference. */
const CONTEXT = 3;

interface Row {
  readonly name: Content;
  readonly cells: readonly Content[];
  readonly differs: boolean;
}

const row = ({ name, cells, differs }: Row): Html =>
  html`<tr${differs && html` class="differs"`}><th scope="row">${mark(differs)}${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`;

/** A sign in the margin, so that differences are visible without colour. */
const mark = (differs: boolean): Content =>
  differs && html`<span class="ne" aria-hidden="true">≠</span><span class="hide">differs </span>`;

function headerRows(exchanges: Partial<PerSide<Exchange>>, differences: readonly Difference[]): Html[] {
  const headers = SIDES.map((side) => exchanges[side]?.response.headers ?? {});
  const names = [...new Set(headers.flatMap((each) => Object.keys(each)))].sort();
  return names.map((name) =>
    row({
      name,
      cells: headers.map((each) =>
        Object.hasOwn(each, name) ? each[name] : html`<span class="dim">none</span>`,
      ),
      differs: differences.some(({ path }) => path === `headers.${name}`),
    }),
  );
}

const alone = ({ baseline, target }: Partial<PerSide<Exchange>>): BodyRow[] => [
  ...(baseline ? linesOf(baseline.response.body).map((line) => ({ baseline: line, differs: false })) : []),
  ...(target ? linesOf(target.response.body).map((line) => ({ target: line, differs: false })) : []),
];

function bodyRow({ baseline, target, differs }: BodyRow, index: number): Html {
  const cell = (line: BodyLine | undefined) =>
    line ? html`<td><code>${line.text}</code></td>` : html`<td class="none"></td>`;
  return html`<tr${differs && html` class="differs"`}><td class="margin">${mark(differs)}${index === 0 && 'body'}</td>${cell(baseline)}${cell(target)}</tr>`;
}

function requestLines(body: RequestBody): string {
  if ('file' in body) return `the file ${body.file}`;
  return 'json' in body ? JSON.stringify(body.json, undefined, 2) : body.text;
}

export const block = (text: string): Html => html`<pre tabindex="0"><code>${text}</code></pre>`;

const curl = (side: Side, command: string): Html =>
  html`<div class="curl"><span class="side">${side}</span><pre tabindex="0"><code>${command}</code></pre>${copyButton(`the curl command for the ${side}`)}</div>`;
