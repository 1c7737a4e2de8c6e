import { basename } from 'node:path';
import { compile } from 'json-p3';
import { actionsAt, endpointName } from '../../assertions/endpoint.ts';
import { malformedReference, references } from '../../assertions/variables.ts';
import { messageOf } from '../../errors.ts';
import type { CaptureSource, InventoryEndpoint, RequestTemplate } from '../../model.ts';
import { type LimitMistake, sizeMistake, timeMistake } from '../../yaml/answer-limits.ts';
import { nearest, suggest } from '../../yaml/nearest.ts';
import { sameDecimal } from '../../yaml/numbers.ts';
import { quoted } from '../../yaml/quoted.ts';
import type { DocPath } from '../../yaml/yaml-file.ts';
import { writtenExpectations } from './expectations.ts';
import { insideFolder } from './inside-folder.ts';
import { matcherMistake } from './matcher.ts';
import { checkRange } from './releases.ts';
import type { RawStep, Report, StepContext } from './step-context.ts';

/** Checks that the endpoint is in the inventory, or that an `unrouted` step has none. */
export function checkEndpoint(
  raw: RawStep,
  key: string,
  request: RequestTemplate,
  endpoint: InventoryEndpoint | undefined,
  { inventory }: StepContext,
  report: Report,
): void {
  if (raw.unrouted && endpoint) {
    const message = `This is the endpoint ${endpointName(endpoint)}.`;
    report('ENDPOINT_UNKNOWN', [key], message, 'Leave "unrouted" out.');
  }
  if (raw.unrouted || endpoint || !request.path.startsWith('/')) return;
  const path = request.path.replace(/\?.*/, '');
  const actions = actionsAt(inventory, request.method, path);
  if (actions.length > 0) {
    const message = `The body names no action of ${request.method} ${path}.`;
    const written = Object.keys(raw.json ?? {})[0] ?? '';
    report('ENDPOINT_UNKNOWN', [key], message, suggest(written, actions));
    return;
  }
  const names = inventory.endpoints.map(endpointName);
  const best = nearest(`${request.method} ${path.replaceAll('${', '{')}`, names);
  const message = `${inventory.service} ${inventory.release} has no endpoint ${request.method} ${path}.`;
  const hint = 'If it is meant to be unknown, write "unrouted: true".';
  report('ENDPOINT_UNKNOWN', [key], message, best ? `Did you mean "${best}"? ${hint}` : hint);
}

/** Checks that every variable of a step, also in keys, has a value by then. */
export function checkVariables(
  raw: RawStep,
  request: RequestTemplate,
  context: Pick<StepContext, 'variables'>,
  report: Report,
): void {
  // For a curl command, check only the parts that are sent: not its token.
  for (const name of raw.curl === undefined ? [] : references(request)) {
    if (context.variables.lacks(name)) reportUnknown(name, ['curl'], 'value', context, report);
  }
  const { curl: _, ...others } = raw;
  checkReferences(others, [], context, report);
}

/** Checks the variables of a value, also in keys, at any depth. */
export function checkReferences(
  value: unknown,
  at: DocPath,
  context: Pick<StepContext, 'variables'>,
  report: Report,
): void {
  const checkText = (text: string, place: DocPath, of: 'key' | 'value') => {
    const begun = malformedReference(text);
    if (begun !== undefined) {
      const fix = 'Write a variable as ${name}, and a literal ${ as $${.';
      report('VARIABLE_UNKNOWN', place, `"${quoted(begun)}" is not a variable.`, fix, of);
    }
    for (const name of references(text))
      if (context.variables.lacks(name)) reportUnknown(name, place, of, context, report);
  };
  if (typeof value === 'string') checkText(value, at, 'value');
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    const path = [...at, Array.isArray(value) ? Number(key) : key];
    checkText(key, path, 'key');
    checkReferences(child, path, context, report);
  }
}

function reportUnknown(
  name: string,
  at: DocPath,
  of: 'key' | 'value',
  { variables }: Pick<StepContext, 'variables'>,
  report: Report,
): void {
  const message = `The variable \${${quoted(name)}} has no value here.`;
  report('VARIABLE_UNKNOWN', at, message, suggest(name, variables.names), of);
}

/** Checks that JSONPaths parse and that matchers are valid. */
export function checkExpectations(raw: RawStep, report: Report): void {
  for (const [each, at] of writtenExpectations(raw)) checkRange(each, report, at);
  const sections: (readonly [RawStep | undefined, DocPath])[] = [
    ...writtenExpectations(raw),
    [raw.poll?.until, ['poll', 'until']],
    [raw.poll?.stop_on, ['poll', 'stop_on']],
  ];
  for (const [section, at] of sections) checkSection(section ?? {}, at, report);
  for (const [name, source] of Object.entries(
    (raw.capture ?? {}) as Record<string, Partial<Exclude<CaptureSource, string>> | string>,
  )) {
    // An invalid part may have been removed.
    const { from: text = '$', matches } = typeof source === 'string' ? { from: source } : source;
    const at = typeof source === 'string' ? [name] : [name, 'from'];
    if (!text.startsWith('header:')) checkPath(text, ['capture', ...at], 'value', report);
    if (matches !== undefined) checkMatcher({ matches }, ['capture', name], report);
  }
  for (const what of ['ordered', 'undated']) {
    for (const [index, text] of ((raw.compare?.[what] ?? []) as (string | null)[]).entries()) {
      if (text !== null) checkPath(text, ['compare', what, index], 'value', report);
    }
  }
}

/** Checks the headers, body and text of one expectation. */
export function checkSection({ body = {}, headers = {}, text }: RawStep, at: DocPath, report: Report): void {
  for (const key of Object.keys(body)) checkPath(key, [...at, 'body', key], 'key', report);
  for (const [part, matchers] of [
    ['headers', headers],
    ['body', body],
  ] as const)
    for (const [key, value] of Object.entries(matchers)) checkMatcher(value, [...at, part, key], report);
  if (text !== undefined) checkMatcher(text, [...at, 'text'], report);
}

function checkPath(text: string, at: DocPath, of: 'key' | 'value', report: Report): void {
  try {
    compile(text);
  } catch (error) {
    const message = `"${quoted(text)}" is not a JSONPath: ${quoted(messageOf(error))}.`;
    report('SCENARIO_INVALID', at, message, 'RFC 9535, such as $.images[0].id', of);
    return;
  }
  const numbers = text.replace(QUOTED_TEXT, '').match(/(?<!\w)\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi) ?? [];
  const rounded = numbers.find((number) => !sameDecimal(number, Number(number)));
  if (rounded === undefined) return;
  const message = `A filter compares ${quoted(rounded)} with fewer digits.`;
  report('SCENARIO_INVALID', at, message, 'Find the element by another member, and expect its number.', of);
}

const QUOTED_TEXT = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g;

function checkMatcher(value: unknown, at: DocPath, report: Report): void {
  const mistake = matcherMistake(value as never);
  if (mistake) report('SCENARIO_INVALID', [...at, ...mistake.at], mistake.message, mistake.fix, mistake.of);
}

/** Checks the limits for an answer's time and size. */
export function checkLimits({ timeout, max_size }: RawStep, report: Report): void {
  const check = (key: string, mistake: LimitMistake | undefined) => {
    if (mistake) report('SCENARIO_INVALID', [key], mistake.message, mistake.fix);
  };
  if (timeout !== undefined) check('timeout', timeMistake(timeout));
  if (max_size !== undefined) check('max_size', sizeMistake(max_size));
}

/** Checks that a body's file exists inside the scenario folder. */
export function checkFile(
  raw: RawStep,
  { body }: RequestTemplate,
  { folder }: StepContext,
  report: Report,
): void {
  if (!body || !('file' in body)) return;
  const key = raw.file === undefined ? 'curl' : 'file';
  const name = quoted(raw.file ?? basename(body.file));
  if (/\$\{/.test(raw.file ?? body.file)) {
    const message = 'A variable cannot name a file: a response could then choose it.';
    report('SCENARIO_FILE_OUTSIDE', [key], message, 'Name the file itself.');
    return;
  }
  const check = insideFolder(folder, body.file);
  const fix = 'Put it beside the scenario.';
  if (check === 'outside')
    report('SCENARIO_FILE_OUTSIDE', [key], `"${name}" is outside the scenario folder.`, fix);
  if (check === 'absent') report('SCENARIO_INVALID', [key], `No file "${name}".`, fix);
}
