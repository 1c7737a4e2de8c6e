/**
 * Prints the changelog's section for the version of a tag. Fails if the tag is not this package's version, or if the
 * changelog has no section for it.
 *
 * Usage: node scripts/release-notes.mjs v0.2.0
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Returns the text below `## <version>` in a changelog, or undefined if there is no such section. */
function sectionOf(changelog, version) {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((each) => each.split('\n', 1)[0].split(' ')[0] === version);
  return section?.slice(section.indexOf('\n') + 1).trim();
}

/** Returns the notes of a release, or the mistake that prevents a release of the tag. */
export function releaseNotes(tag, { version, changelog }) {
  if (tag !== `v${version}`) return { mistake: `The tag is ${tag}, but package.json says ${version}.` };
  const notes = sectionOf(changelog, version);
  return notes ? { notes } : { mistake: `CHANGELOG.md has no section "## ${version}".` };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const changelog = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
  const { notes, mistake } = releaseNotes(process.argv[2], { version, changelog });
  if (mistake) {
    console.error(mistake);
    process.exitCode = 1;
  } else console.log(notes);
}
