/** Finds a Python for the environments of releases, and what can fill them. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { HarnessError } from '../../errors.ts';

const run = promisify(execFile);
const OLDEST = '3.11';
const CANDIDATES = ['python3', 'python3.13', 'python3.12', 'python3.11', '/usr/bin/python3'];

/**
 * The fastest first. Debian and its relatives package Python without `ensurepip`; a pip beside that Python can still
 * fill an environment from outside.
 */
const IMPORTS = [
  { installer: 'ensurepip', modules: 'venv, ensurepip' },
  { installer: 'pip', modules: 'venv, pip' },
] as const;

export interface Toolchain {
  /** A Python that can run the services. */
  readonly python: string;
  /** Such as `3.11.2`. */
  readonly version: string;
  readonly installer: 'uv' | (typeof IMPORTS)[number]['installer'];
}

/** The first Python on this machine for which there is an installer. @throws HarnessError PACKAGE_MISSING */
export async function toolchain(): Promise<Toolchain> {
  const uv = (await output('uv', ['--version'])) !== undefined;
  let incomplete: string | undefined;
  for (const python of CANDIDATES) {
    const version = await versionOf(python);
    if (version === undefined) continue;
    if (uv) return { python, version, installer: 'uv' };
    for (const { installer, modules } of IMPORTS)
      if ((await output(python, ['-c', `import ${modules}`])) !== undefined)
        return { python, version, installer };
    incomplete ??= version;
  }
  if (incomplete === undefined)
    throw new HarnessError('PACKAGE_MISSING', `There is no Python ${OLDEST} or later on PATH`, {
      fix: `Install Python ${OLDEST} or later.`,
    });
  const package_ = `python${incomplete.split('.').slice(0, 2).join('.')}-venv`;
  throw new HarnessError('PACKAGE_MISSING', `Python ${incomplete} has neither pip nor uv beside it`, {
    fix: `Install uv, or on Debian and Ubuntu: sudo apt-get install ${package_}`,
  });
}

/** Undefined if the command is missing or too old. */
const versionOf = (python: string): Promise<string | undefined> =>
  output(python, [
    '-c',
    `import sys; sys.exit(1) if sys.version_info < (${OLDEST.replace('.', ', ')}) else print(sys.version.split()[0])`,
  ]);

/** What a command prints; undefined if it is missing or fails. */
const output = (command: string, args: readonly string[]): Promise<string | undefined> =>
  run(command, [...args]).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
