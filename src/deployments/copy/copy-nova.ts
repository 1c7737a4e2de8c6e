/** Makes the text of Nova's discovery copy from its main DB API module. Pure. */
import { HarnessError } from '../../errors.ts';

const IMPORT = 'from oslo_db.sqlalchemy import enginefacade';
const ROME = 'from rome import enginefacade';
/** A use that ROME's module supports with the same meaning. */
const KNOWN_USE = /\benginefacade\.transaction_context\(\)/g;
const USE = /\benginefacade\b/;
/** Functions that create the module's context managers and so its sessions. */
const MAKERS = ['configure', 'create_context_manager', 'get_context_manager', 'get_engine'];

/**
 * Takes the context managers, and with them all sessions, from ROME. Only one import changes.
 * @param makers functions that must exist in the module, because they create its context managers
 * @param file path of the source, for the place of an error
 * @throws HarnessError COPY_FAILED if the module uses parts of oslo.db's facade that ROME lacks, or creates sessions
 * elsewhere
 */
export function novaToRome(source: string, file: string, makers: readonly string[] = MAKERS): string {
  const unexpected = (line: number, message: string) =>
    new HarnessError('COPY_FAILED', message, {
      place: { file, line: line + 1, column: 1 },
      fix: 'The module is not as in the releases from Zed to 2026.2. Make the copy by hand, and name it in run-scenarios.yaml.',
    });
  const lines = source.split('\n');
  const imported = lines.indexOf(IMPORT);
  if (imported < 0) throw unexpected(0, `There is no \`${IMPORT}\``);
  for (const [index, line] of lines.entries()) {
    if (index !== imported && USE.test(line.replaceAll(KNOWN_USE, ''))) {
      throw unexpected(index, 'ROME has only `enginefacade.transaction_context()` of that module');
    }
  }
  for (const name of makers) {
    if (!lines.some((line) => line.startsWith(`def ${name}(`))) {
      throw unexpected(0, `There is no top-level function ${name}`);
    }
  }
  return lines.with(imported, ROME).join('\n');
}
