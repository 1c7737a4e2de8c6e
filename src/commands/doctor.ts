import { readFileSync } from 'node:fs';
import { checks } from '../deployments/machine/checks.ts';

const ALL_WELL = 0;
const CANNOT_BOOT = 3;

/** Lists what managed deployments need of this machine, and how to mend what is missing. */
export async function doctor({ print }: { readonly print: (line: string) => void }): Promise<number> {
  const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const found = await checks(engines.node.replace(/^\D+/, ''));
  const width = Math.max(...found.map(({ name }) => name.length));
  for (const { name, ok, detail, remedy } of found) {
    print(`${ok ? 'ok    ' : 'not ok'}  ${name.padEnd(width)}  ${detail}`);
    if (remedy) print(`        ${''.padEnd(width)}  ${remedy}`);
  }
  return found.every(({ ok }) => ok) ? ALL_WELL : CANNOT_BOOT;
}
