import { expect, test } from 'playwright/test';
import { novaToRome } from '../../../src/deployments/copy/copy-nova.ts';
import { toRome } from '../../../src/deployments/copy/copy-text.ts';
import { HarnessError } from '../../../src/errors.ts';

/** A minimal DB API module. */
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

test('sessions come from ROME, code only for the SQL engine is removed, the rest is unchanged', () => {
  expect(toRome(MODULE, 'api.py')).toBe(COPY);
});

for (const [what, source, line] of [
  ['no import of the sessions', MODULE.replace('import session', 'import models'), 1],
  ['no get_session', MODULE.replace('def get_session', 'def session_for'), 1],
  ['a second get_engine', `${MODULE}\n\ndef get_engine():\n    pass\n`, 32],
  ['a decorated get_engine', MODULE.replace('def get_engine', '@wrapped\ndef get_engine'), 18],
  ['a get_session without autocommit', MODULE.replace('(autocommit=True,', '(mode=True,'), 22],
  ['another use of the facade', `${MODULE}    _create_facade_lazily()\n`, 30],
] as const) {
  test(`a module with ${what} is rejected at its place`, () => {
    expect(refusedAt(() => toRome(source, '/installed/api.py'))).toBe(line);
  });
}

test('sessions of a Glance without autocommit come from ROME', () => {
  const later = MODULE.replace('import session', 'import session as oslo_db_session').replace(
    'autocommit=True, ',
    '',
  );
  expect(later).not.toBe(MODULE);
  expect(toRome(later, 'api.py')).toContain("rome.get_session('glance', autocommit=False,");
});

test('context managers of Glance come from ROME by one import', () => {
  const newest = `from oslo_db.sqlalchemy import enginefacade

def _get_main_context_manager():
    return enginefacade.transaction_context()


def session_for_read():
    pass


def session_for_write():
    pass
`;
  expect(toRome(newest, 'api.py')).toBe(newest.replace('from oslo_db.sqlalchemy import', 'from rome import'));
  const lacking = newest.replace('def session_for_read', 'def reader');
  expect(refusedAt(() => toRome(lacking, '/installed/api.py'))).toBe(1);
});

/** A minimal DB API module of Nova. */
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

test('context managers of Nova come from ROME by one import', () => {
  expect(novaToRome(NOVA, 'api.py')).toBe(NOVA.replace('from oslo_db.sqlalchemy import', 'from rome import'));
});

for (const [what, source, line] of [
  ['no import of the facade', NOVA.replace('import enginefacade', 'import session'), 1],
  ['another use of the facade', `${NOVA}\n\nenginefacade.writer.get_engine()\n`, 22],
  ['no get_context_manager', NOVA.replace('def get_context_manager', 'def manager'), 1],
] as const) {
  test(`a Nova module with ${what} is rejected at its place`, () => {
    expect(refusedAt(() => novaToRome(source, '/installed/api.py'))).toBe(line);
  });
}

/** The line of the COPY_FAILED error; undefined if there was none. */
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
