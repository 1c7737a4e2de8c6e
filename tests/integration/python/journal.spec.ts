import { execFileSync } from 'node:child_process';
import { expect } from 'playwright/test';
import { PYTHON, PYTHON_FOLDER } from '../../../src/deployments/machine/paths.ts';
import { Traces } from '../../../src/runner/traces/traces.ts';
import { test } from '../../support/files/folder.ts';

/** Writes, with the probe's own journal, an event that is whole, a failure, and one that lacks what its kind requires. */
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

test('lines of the real journal reach the reader, and what the probe could not note is counted', ({
  folder,
}) => {
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
