import { headerMistake } from '../../assertions/request-headers.ts';
import type { RequestTemplate } from '../../model.ts';
import type { RawStep, Report } from './step-context.ts';

const FIX = 'Such a request cannot be sent.';

/** Checks that HTTP can carry the request. Values of variables are checked when the step is sent. */
export function checkSendable(raw: RawStep, request: RequestTemplate, report: Report): void {
  const names = new Set<string>();
  for (const [name, value] of Object.entries((raw.headers ?? {}) as Readonly<Record<string, string>>)) {
    const mistake = templateMistake(name, value);
    if (mistake)
      report('SCENARIO_INVALID', ['headers', name], `This cannot be sent: ${mistake}.`, FIX, 'key');
    if (names.has(name.toLowerCase())) {
      const fix = 'Upper and lower case are the same: keep one.';
      report('SCENARIO_INVALID', ['headers', name], 'This header is given twice.', fix, 'key');
    }
    names.add(name.toLowerCase());
  }
  if (raw.curl === undefined) return;
  for (const [name, value] of Object.entries(request.headers)) {
    const mistake = templateMistake(name, value);
    if (mistake) report('SCENARIO_INVALID', ['curl'], `This cannot be sent: ${mistake}.`, FIX);
  }
}

/** A header's mistake, assuming that its variables have valid values. */
const templateMistake = (name: string, value: string): string | undefined =>
  headerMistake(name.replace(VARIABLE, 'x'), value.replace(VARIABLE, ''));

const VARIABLE = /\$\{[\w-]+\}/g;
