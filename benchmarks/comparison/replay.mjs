/**
 * Compares the responses of a stored run again, in seconds and without a deployment. It shows what a change of the
 * comparison does to all scenarios of both services.
 *
 * Usage: node benchmarks/comparison/replay.mjs reports/<run>/run.json [part of a scenario's id]
 *
 * A run file does not contain which projects correspond to each other, or the deployments' own addresses and folders.
 * They are guessed from the requests. So a difference here is only a hint; a real run decides.
 */
import { performance } from 'node:perf_hooks';
import { imported } from '../../scripts/bundle.mjs';

const { Correspondence, compareResponses, finished, inventories, readRunFile, responseRules } =
  await imported(
    'replay_comparison',
    'assertions/compare/correspondence.ts',
    'assertions/compare/response.ts',
    'execution/response-rules.ts',
    'runs/run-files.ts',
    'shipped/inventories.ts',
  );

const [file, part = ''] = process.argv.slice(2);
const run = readRunFile(file);
const SIDES = ['baseline', 'target'];
const found = (text, form) => [...new Set(text.match(form) ?? [])];

/** Returns pairs of matches that are in the same order in both sides' texts. */
function inOrder(exchanges, form) {
  const pairs = new Map();
  for (const exchange of exchanges) {
    const [left, right] = SIDES.map((side) => found(exchange[side], form));
    if (left.length !== right.length) continue;
    for (const [index, one] of left.entries()) if (!pairs.has(one)) pairs.set(one, right[index]);
  }
  return [...pairs];
}

const rules = responseRules(inventories());
/** Returns the schema of a response if our own files have one. Schemas that a service serves are not requested. */
async function schemaOf({ service, endpoint }, response) {
  const rule = await rules[service].rule(endpoint, response, undefined).catch(() => undefined);
  return typeof rule === 'object' && rule.schema ? { schema: rule.schema } : {};
}

let differing = 0;
let steps = 0;
const started = performance.now();
for (const scenario of run.scenarios.filter(({ id }) => id.includes(part))) {
  const both = scenario.steps.filter(({ exchanges }) => exchanges.baseline && exchanges.target);
  const requests = both.map(({ exchanges }) =>
    Object.fromEntries(
      SIDES.map((side) => [
        side,
        `${exchanges[side].url} ${JSON.stringify(exchanges[side].requestBody ?? null)}`,
      ]),
    ),
  );
  const answers = both.map(({ exchanges }) =>
    Object.fromEntries(SIDES.map((side) => [side, JSON.stringify(exchanges[side].response)])),
  );
  const owners = inOrder(
    answers,
    /(?<="(?:owner|project_id|tenant_id|user_id|member|member_id)":")[0-9a-f]{32}/g,
  );
  const known = [...inOrder(requests, /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/g), ...owners];
  const own = { baseline: [], target: [] };
  const addresses = [
    ...inOrder(requests, /http:\/\/127\.0\.0\.1:\d+/g),
    ...inOrder(answers, /http:\/\/127\.0\.0\.1:\d+/g),
    ...inOrder(answers, /\/[\w/.-]*\/[a-z][\w-]*-[A-Za-z0-9]{6}(?=\/)/g),
  ];
  for (const [index, [one, other]] of addresses.entries()) {
    own.baseline.push([one, `\${own${index}}`]);
    own.target.push([other, `\${own${index}}`]);
  }
  const correspondence = new Correspondence(known);
  for (const step of both) {
    steps++;
    const { baseline, target } = step.exchanges;
    const sent = ({ url, requestHeaders, requestBody }) => ({
      url,
      headers: requestHeaders,
      ...(requestBody ? { body: requestBody } : {}),
    });
    const differences = finished(
      compareResponses(baseline.response, target.response, {
        correspondence,
        own,
        path: baseline.url,
        method: baseline.method,
        requests: { baseline: sent(baseline), target: sent(target) },
        ...(await schemaOf(step, baseline.response)),
      }),
    );
    const before = new Set(step.differences.map(({ path }) => path));
    for (const { kind, path, baseline: one, target: other } of differences) {
      if (before.has(path)) continue;
      differing++;
      const show = (value) => JSON.stringify(value)?.slice(0, 160);
      console.log(`${scenario.id} | ${step.name} | ${kind} ${path}\n    ${show(one)}\n    ${show(other)}`);
    }
    for (const path of before)
      if (!differences.some((each) => each.path === path))
        console.log(`${scenario.id} | ${step.name} | no longer differs: ${path}`);
  }
}
console.log(`${steps} steps in ${Math.round(performance.now() - started)} ms, ${differing} differences`);
