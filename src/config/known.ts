import { existsSync, writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import schema from '../../schemas/known.schema.json' with { type: 'json' };
import type { Known } from '../analysis/known.ts';
import { HarnessError, HarnessErrors, messageOf } from '../errors.ts';
import { Mistakes } from '../yaml/mistakes.ts';
import { readYaml } from '../yaml/read-yaml.ts';
import { schemaCheck } from '../yaml/schema-check.ts';

/** Known failures by target. */
export type KnownFile = Readonly<Record<string, Known>>;

const checkSchema = schemaCheck(schema, 'CONFIG_INVALID');

/** Reads known failures; empty if the file does not exist. @throws HarnessErrors CONFIG_INVALID with every mistake */
export function readKnown(file: string): KnownFile {
  if (!existsSync(file)) return {};
  const yaml = readYaml(file, file, 'CONFIG_INVALID');
  if (yaml.failures.length > 0) throw new HarnessErrors('CONFIG_INVALID', yaml.failures);
  if (yaml.value === null) return {};
  const mistakes = new Mistakes();
  checkSchema(yaml, mistakes);
  if (mistakes.all.length > 0) throw new HarnessErrors('CONFIG_INVALID', mistakes.all);
  return yaml.value as unknown as KnownFile;
}

/** @throws HarnessError REPORT_FAILED if the file cannot be written */
export function writeKnown(file: string, known: KnownFile): void {
  try {
    writeFileSync(file, HEAD + stringify(known, { lineWidth: 110 }));
  } catch (error) {
    throw new HarnessError('REPORT_FAILED', `Cannot write ${file}: ${messageOf(error, file)}`, {
      fix: 'Name a file that can be written with --known.',
      cause: error,
    });
  }
}

const HEAD = `# Accepted failures, written by \`run-scenarios accept\` and read by \`run-scenarios --fail-on new\`.\n`;
