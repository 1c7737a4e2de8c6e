import { execFileSync } from 'node:child_process';
import { expect } from 'playwright/test';
import { PYTHON, PYTHON_FOLDER } from '../../../src/deployments/machine/paths.ts';
import { Traces } from '../../../src/runner/traces/traces.ts';
import { test } from '../../support/files/folder.ts';

/** Writes a valid event, a failure, and an event without a required property to the probe's journal. */
const PROGRAM = `
import sys
from probe.journal import Journal

journal = Journal(sys.argv[1])
at = {"file": "/run/discovery/api.py", "line": 1, "function": "image_get"}
journal.write({"kind": "query", "time": 1.5, "request": "r1", "db_api": "image_get", "at": at, "construct": "Query.one"})
guarded = journal.guard("statements")(lambda: 1 / 0)
guarded()
journal.write({"kind": "call", "time": 2, "request": "r1"})
journal.close()
`;

test('the reader returns the events of a real journal, and reports lost ones', ({ folder }) => {
  const probe = folder.write('probe.jsonl', '');
  const traces = new Traces({ probe });
  execFileSync(PYTHON, ['-c', PROGRAM, probe], {
    env: { ...process.env, PYTHONPATH: PYTHON_FOLDER },
    stdio: 'pipe',
  });
  expect(traces.take('r1')).toMatchObject([{ kind: 'query', construct: 'Query.one', db_api: 'image_get' }]);
  expect(traces.lost()).toEqual([
    'statements failed: ZeroDivisionError: division by zero',
    "unreadable line: the event must have required property 'function'",
  ]);
});
