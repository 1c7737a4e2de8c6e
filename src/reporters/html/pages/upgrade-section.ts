import { type Change, changesOf } from '../../../analysis/upgrade/changes.ts';
import { type Content, type Html, html } from '../html.ts';
import { count, endpointName } from '../parts.ts';
import type { Site } from '../site.ts';

const MOST = 12;

/** What the target's release answers unlike the baseline's, if they are different. */
export function upgradeSection({ data, links }: Site): Content {
  const { baselineReleases, releases, scenarios } = data.run;
  if (!baselineReleases) return undefined;
  const line = ({ kind, what, service, endpoints, steps, example }: Change): Html => {
    const named = endpoints.slice(0, 3).map((endpoint, index) => {
      const link = links.endpoint({ service, endpoint });
      const name = endpointName(endpoint);
      return html`${index > 0 && ', '}${link ? html`<a href="${link}">${name}</a>` : name}`;
    });
    const more = endpoints.length - named.length;
    const step = links.step(example.scenario.id, example.scenario.steps.indexOf(example.step));
    const mark = kind === 'regression' ? html`<span class="down">▼ ${kind}</span>` : kind;
    return html`<li>${mark} <strong>${what}</strong> in <a href="${step}">${count(steps, 'request')}</a>: ${named}${more > 0 && ` and ${more} more`}</li>`;
  };
  const changes = changesOf(scenarios);
  const versions = Object.entries(baselineReleases).map(
    ([service, from]) => `${service} ${from} → ${releases[service as keyof typeof releases]}`,
  );
  const rest = changes.length - MOST;
  return html`<section aria-labelledby="upgrade"><h2 id="upgrade">What the upgrade changes</h2>
<p class="dim">${versions.join(', ')}; each change links one request that shows it</p>
<ul class="plain changes">${changes.slice(0, MOST).map(line)}</ul>
${rest > 0 && html`<details class="more"><summary>${count(rest, 'more change')}</summary><ul class="plain changes">${changes.slice(MOST).map(line)}</ul></details>`}</section>`;
}
