/**
 * `npm test`: runs every check and test suite, even if an earlier one failed. Prints the time of each at the end and,
 * as the last line, the number of tests. A failed check counts as one failed test.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const RESULTS = 'test-results';
const CHECKS = ['build', 'lint', 'typecheck'];
const SUITES = ['test:unit', 'test:unit-long', 'test:dashboard', 'test:integration'];

const NOTHING = { passed: 0, failed: 0, skipped: 0 };
const ONE_FAILED = { ...NOTHING, failed: 1 };

/** Runs a script of package.json. Returns whether it succeeded, and its time in seconds. */
function run(script, args = [], env = {}) {
  const started = performance.now();
  const command = ['run', '--silent', script, ...(args.length > 0 ? ['--', ...args] : [])];
  const { status } = spawnSync('npm', command, { stdio: 'inherit', env: { ...process.env, ...env } });
  return { ok: status === 0, seconds: (performance.now() - started) / 1000 };
}

function check(script) {
  const { ok, seconds } = run(script);
  return { script, ok, seconds, ...(ok ? NOTHING : ONE_FAILED) };
}

function suite(script) {
  const name = script.replace('test:', '');
  const file = join(RESULTS, `${name}.json`);
  rmSync(file, { force: true });
  const { ok, seconds } = run(script, ['--output', join(RESULTS, name)], { RESULTS_FILE: file });
  const counts = countsIn(file);
  // A suite can fail without a failed test, for example if its files cannot be loaded. It must not look green.
  return { script, ok, seconds, ...(ok || counts.failed > 0 ? counts : { ...counts, failed: 1 }) };
}

function countsIn(file) {
  try {
    const { expected, unexpected, flaky, skipped } = JSON.parse(readFileSync(file, 'utf8')).stats;
    return { passed: expected, failed: unexpected + flaky, skipped };
  } catch {
    return ONE_FAILED;
  }
}

const total = (parts, key) => parts.reduce((sum, part) => sum + part[key], 0);

mkdirSync(RESULTS, { recursive: true });
const parts = [...CHECKS.map(check), ...SUITES.map(suite)];
console.log('');
for (const { script, ok, seconds, passed, failed } of parts) {
  const counts = SUITES.includes(script) ? `, ${passed} passed, ${failed} failed` : '';
  console.log(`${script.padEnd(18)} ${seconds.toFixed(0).padStart(4)} s  ${ok ? 'ok' : 'FAILED'}${counts}`);
}
const skipped = total(parts, 'skipped');
console.log(
  `${total(parts, 'passed')} passed, ${total(parts, 'failed')} failed${skipped ? `, ${skipped} skipped` : ''}`,
);
process.exitCode = parts.every(({ ok }) => ok) ? 0 : 1;
