import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { HarnessError, messageOf } from '../../errors.ts';
import { scenariosIn } from '../../execution/scenarios-in.ts';
import { EXIT } from '../../exit-codes.ts';
import { otherFormat } from '../../importing/formats/other-formats.ts';
import { importText } from '../../importing/import-text.ts';
import { usualActors } from '../../importing/usual-actors.ts';
import { failureText } from '../../reporters/text/failure-text.ts';
import { insideFolder } from '../../runner/load/inside-folder.ts';
import { BUILT_IN_VARIABLES } from '../../runner/run/built-in-variables.ts';
import { inventories } from '../../shipped/inventories.ts';
import { PACKAGE_ROOT } from '../../shipped/paths.ts';
import { Command, define, type Io } from '../command.ts';
import { writeNamedFile } from '../write-named-file.ts';
import { refuseExisting, runCommand, scenarioFile } from './scenario-file.ts';

/** Maximum bytes to read. */
const MOST_READ = 50_000_000;
const MOST_BODY = 100_000;

export const importCommand = define(
  new Command('import')
    .description(
      'turn curl commands, the output of `openstack --debug` or an HTTP archive (HAR) into a scenario',
    )
    .argument('<recording>', 'shell script, terminal transcript, log or .har file; - for standard input')
    .argument('[scenario]', "file to write, in its service's folder of scenarios/ (default: standard output)")
    .option('--name <text>', 'name of the scenario (default: the file name)')
    .option('--force', 'overwrite an existing file', false),
  async (io, recording, named, { name, force }) => {
    const shown = recording === '-' ? 'standard input' : recording;
    const content = await contentOf(recording, io);
    const imported = importText(content, shown, name ?? titleOf(named ?? recording), {
      inventories: inventories(),
      builtIn: BUILT_IN_VARIABLES,
      readFile: (file) => fileBeside(recording, file),
      actorOf: usualActors(
        await scenariosIn({ scenarios: [join(PACKAGE_ROOT, 'scenarios')] }, inventories()),
      ),
    });
    for (const note of imported.notes) io.progress(failureText(note).trimEnd());
    const refused = imported.notes.filter(({ kind }) => kind === 'refused').length;
    if (imported.yaml === undefined || imported.service === undefined) {
      const other = imported.notes.length === 0 ? otherFormat(content) : undefined;
      const reason = other ? `${shown} ${other.what}` : `${shown} has no request to Glance or Nova`;
      throw new HarnessError('COMMAND_LINE', reason, {
        fix: other?.fix ?? 'Give it curl commands, the output of `openstack --debug`, or an HTTP archive.',
      });
    }
    const scenario = named === undefined ? undefined : scenarioFile(named, imported.service);
    if (scenario === undefined) io.print(imported.yaml.trimEnd());
    else {
      if (!force) refuseExisting(scenario, 'Name another file, or use --force.');
      writeNamedFile(scenario, imported.yaml, { flag: force ? 'w' : 'wx' });
    }
    const steps = `${imported.steps} step${imported.steps === 1 ? '' : 's'}`;
    io.progress(
      `${scenario === undefined ? 'Imported' : `Wrote ${scenario}:`} ${steps}${refused > 0 ? `, ${refused} refused` : ''}`,
    );
    if (scenario !== undefined) io.progress(`Run it: ${runCommand(scenario)}`);
    return refused > 0 ? EXIT.usage : EXIT.success;
  },
);

async function contentOf(recording: string, { input }: Io): Promise<string> {
  if (recording === '-') return text(input);
  try {
    if (statSync(recording).size > MOST_READ) throw new Error('it is larger than 50 MB');
    return readFileSync(recording, 'utf8');
  } catch (error) {
    throw new HarnessError('COMMAND_LINE', `${recording} cannot be read: ${messageOf(error, recording)}`, {
      fix: 'Name a file, or -.',
    });
  }
}

/** The text of a small file in the recording's folder. */
function fileBeside(recording: string, name: string): string | undefined {
  const folder = recording === '-' ? resolve('.') : dirname(resolve(recording));
  const file = join(folder, name);
  if (name.includes('${') || insideFolder(folder, file) !== 'inside' || statSync(file).size > MOST_BODY)
    return undefined;
  const content = readFileSync(file);
  const decoded = content.toString('utf8');
  return Buffer.from(decoded).equals(content) ? decoded : undefined;
}

const titleOf = (file: string): string =>
  file === '-'
    ? 'Imported requests'
    : basename(file, extname(file)).replace(/[-_]+/g, ' ').trim() || 'Imported requests';
