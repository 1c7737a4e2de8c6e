import { type LoggedException, type PerSide, type ServiceWords, SIDES } from '../../model.ts';
import { frameText } from '../text/step-text.ts';
import { block } from './exchanges.ts';
import { type Content, html } from './html.ts';

/** Log lines of both sides' services about a request: an exception with its frames, then all lines. */
export function serviceWords(words: Partial<PerSide<ServiceWords>> = {}): Content {
  const sides = SIDES.flatMap((side) => {
    const said = words[side];
    if (!said) return [];
    const { log, exception } = said;
    const lines =
      log.length > 0 && html`<details><summary>Its log lines</summary>${block(log.join('\n'))}</details>`;
    return [html`<li>${side}: ${exception ? exceptionText(exception) : 'no exception'}${lines}</li>`];
  });
  return sides.length > 0 && html`<h4>What the services logged</h4><ul class="plain">${sides}</ul>`;
}

function exceptionText({ type, message, frames }: LoggedException): Content {
  const lines = frames.map(
    (frame) =>
      `${frame.inCopy ? '→' : ' '} ${frameText(frame)} in ${frame.function}\n      ${frame.code ?? ''}`,
  );
  return html`<code>${type}: ${message}</code>${lines.length > 0 && block(lines.join('\n'))}`;
}
