/** Refuses the worst words of CONTRIBUTING.md's word list in every file that people read. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const WORST = [
  [/\b[Mm]end(s|ed|ing)?\b/, 'fix'],
  [/\banew\b/, 'again'],
  [/\bnought\b/, 'zero'],
  [/\b([Tt]ells?|told) of\b/, 'reports, says, notes, shows'],
  [/\b[Gg]o(es)? on with\b/, 'continues, resumes'],
  [/\bin a way that there is not\b/, 'unknown, unsupported'],
  [/\b(broken|broke) off\b/, 'interrupted'],
  [/\bheld against\b/, 'compared with'],
  [/\bcan(not)? be told\b/, 'is unknown, can be distinguished'],
  [/\bfared\b/, 'had the verdict, became'],
  [/\b(ends|ended) by itself\b/, 'exits unexpectedly'],
  [/\b(all|what) is well\b/, 'everything passes'],
  [/\bstands? inside of\b/, 'is in'],
  [/\bmakes? that loop see\b/, 'shows what each iteration broke, and why'],
];
const SELF = /^(tests\/lint\/|CONTRIBUTING\.md$)/;

const files = execFileSync('git', ['ls-files'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => /\.(ts|mjs|js|css|md|py|ya?ml|json|conf)$/.test(file) && !SELF.test(file))
  .filter((file) => file !== 'package-lock.json');

let found = 0;
for (const file of files) {
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    for (const [word, better] of WORST) {
      const match = word.exec(line);
      if (!match) continue;
      found++;
      console.error(`${file}:${index + 1}:${match.index + 1} "${match[0]}": better ${better}`);
    }
  }
}
process.exitCode = found === 0 ? 0 : 1;
