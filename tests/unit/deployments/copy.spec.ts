import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePatch } from 'diff';
import { expect, test } from 'playwright/test';
import { copy } from '../../../src/commands/deployments/copy.ts';
import { discoveryCopy } from '../../../src/deployments/copy/copy.ts';
import { novaToRome } from '../../../src/deployments/copy/copy-nova.ts';
import { toRome } from '../../../src/deployments/copy/copy-text.ts';
import { HarnessError } from '../../../src/errors.ts';
import { testIo } from '../../support/io.ts';

/** The least that a DB API module has to have. */
const MODULE = `import threading

from oslo_db.sqlalchemy import session
from oslo_log import log

_FACADE = None
_LOCK = threading.Lock()


def _create_facade_lazily():
    global _LOCK, _FACADE
    with _LOCK:
        _FACADE = session.EngineFacade.from_config(CONF)

    return _FACADE


def get_engine():
    return _create_facade_lazily().get_engine()


def get_session(autocommit=True,
                expire_on_commit=False):
    return _create_facade_lazily().get_session(autocommit, expire_on_commit)


def clear_db_env():
    global _FACADE
    _FACADE = None
`;

const COPY = `
import rome
from oslo_log import log

_FACADE = None


def get_engine():
    return rome.get_engine('glance')


def get_session(autocommit=True,
                expire_on_commit=False):
    return rome.get_session('glance', autocommit=autocommit,
                            expire_on_commit=expire_on_commit)


def clear_db_env():
    global _FACADE
    _FACADE = None
`;

test('sessions come from ROME, what only the SQL engine used goes, all else stays', () => {
  expect(toRome(MODULE, 'api.py')).toBe(COPY);
});

for (const [what, source, line] of [
  ['no import of the sessions', MODULE.replace('import session', 'import enginefacade'), 1],
  ['no get_session', MODULE.replace('def get_session', 'def session_for'), 1],
  ['a second get_engine', `${MODULE}\n\ndef get_engine():\n    pass\n`, 32],
  ['a decorated get_engine', MODULE.replace('def get_engine', '@wrapped\ndef get_engine'), 18],
  ['a get_session without autocommit', MODULE.replace('(autocommit=True,', '(mode=True,'), 22],
  ['another use of the facade', `${MODULE}    _create_facade_lazily()\n`, 30],
] as const) {
  test(`a module with ${what} is refused at its place`, () => {
    expect(refusedAt(() => toRome(source, '/installed/api.py'))).toBe(line);
  });
}

/** The least that Nova's has to have. */
const NOVA = `from oslo_db.sqlalchemy import enginefacade

context_manager = enginefacade.transaction_context()


def configure(conf):
    pass


def create_context_manager(connection=None):
    return enginefacade.transaction_context()


def get_context_manager(context):
    pass


def get_engine(use_slave=False, context=None):
    pass
`;

test("Nova's context managers come from ROME by one import", () => {
  expect(novaToRome(NOVA, 'api.py')).toBe(NOVA.replace('from oslo_db.sqlalchemy import', 'from rome import'));
});

for (const [what, source, line] of [
  ['no import of the facade', NOVA.replace('import enginefacade', 'import session'), 1],
  ['another use of the facade', `${NOVA}\n\nenginefacade.writer.get_engine()\n`, 22],
  ['no get_context_manager', NOVA.replace('def get_context_manager', 'def manager'), 1],
] as const) {
  test(`a module of Nova with ${what} is refused at its place`, () => {
    expect(refusedAt(() => novaToRome(source, '/installed/api.py'))).toBe(line);
  });
}

/** The line of the COPY_FAILED error. */
function refusedAt(work: () => void): number | undefined {
  let thrown: unknown;
  try {
    work();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(HarnessError);
  const { failure } = thrown as HarnessError;
  expect(failure.code).toBe('COPY_FAILED');
  expect(failure.place).toMatchObject({ file: '/installed/api.py', column: 1 });
  return failure.place?.line;
}

test('the copy of the installed Nova differs in one import', async () => {
  const { diff } = await discoveryCopy('nova');
  const [patch] = parsePatch(diff);
  const changed = (patch?.hunks ?? []).flatMap(({ lines }) => lines.filter((line) => /^[-+]/.test(line)));
  expect(changed).toEqual(['-from oslo_db.sqlalchemy import enginefacade', '+from rome import enginefacade']);
});

test('the copy of the installed Glance differs in imports and session functions only', async () => {
  const info = test.info();
  const { text, diff, original } = await discoveryCopy('glance');
  const [patch] = parsePatch(diff);
  const changed = (patch?.hunks ?? []).flatMap(({ lines }) => lines.filter((line) => /^[-+]/.test(line)));
  expect(changed.filter((line) => line.startsWith('+'))).toEqual([
    '+import rome',
    "+    return rome.get_engine('glance')",
    "+    return rome.get_session('glance', autocommit=autocommit,",
    '+                            expire_on_commit=expire_on_commit)',
  ]);
  const removed = changed.filter((line) => line.startsWith('-')).join('\n');
  expect(removed.match(/def (\w+)/g)).toEqual(['def _create_facade_lazily']);

  // Every other function is there, as it was.
  const functions = (source: string) => source.match(/^def \w+/gm)?.filter((name) => !removed.includes(name));
  expect(functions(text)).toEqual(functions(readFileSync(original, 'utf8')));

  const file = info.outputPath('api.py');
  await copy.run(testIo(), ['glance', { output: info.outputPath(), force: false }]);
  execFileSync('/usr/bin/python3', ['-m', 'py_compile', file]);
});

test('an edited copy is not written over unless forced', async () => {
  const info = test.info();
  const output = info.outputPath('discovery');
  const io = testIo();
  expect(await copy.run(io, ['glance', { output, force: false }])).toBe(0);
  expect(io.printed.join('\n')).toContain("+    return rome.get_engine('glance')");

  const file = join(output, 'api.py');
  const made = readFileSync(file, 'utf8');
  execFileSync('sed', ['-i', 's/LOG = .*/LOG = None/', file]);
  await expect(copy.run(io, ['glance', { output, force: false }])).rejects.toMatchObject({
    code: 'COPY_FAILED',
  });
  expect(readFileSync(file, 'utf8')).toContain('LOG = None');

  expect(await copy.run(io, ['glance', { output, force: true }])).toBe(0);
  expect(readFileSync(file, 'utf8')).toBe(made);
});
