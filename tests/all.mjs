/**
 * `npm test`: every check and test, each part whatever became of the parts before it. Ends with what each part took
 * and, as its last line, the count of tests; a check that fails counts as one.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const RESULTS = 'test-results';
const CHECKS = ['build', 'lint', 'typecheck'];
const SUITES = ['test:unit', 'test:unit-long', 'test:dashboard', 'test:integration'];

const NOTHING = { passed: 0, failed: 0, skipped: 0 };
const ONE_FAILED = { ...NOTHING, failed: 1 };

/** Runs a script of package.json. Gives whether it succeeded, and seconds. */
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
  // A suite that failed without a failed test, because its files cannot be loaded for one, must not look green.
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
