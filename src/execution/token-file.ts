import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runsFolder } from '../deployments/machine/paths.ts';
import type { PerSide, Scenario } from '../model.ts';
import { SIDES } from '../model.ts';
import { tokenVariable } from '../reporters/curl-command.ts';
import type { Project } from '../runner/projects/own-project.ts';

/** Tokens of scenarios that were kept, for the printed curl commands; never among the reports. */
export class TokenFile {
  readonly #lines: string[] = [];

  add(scenario: Scenario, projects: PerSide<Project>): void {
    for (const side of SIDES) {
      for (const [actor, token] of Object.entries(projects[side].tokens)) {
        this.#lines.push(`export ${tokenVariable(side, scenario.id, actor)}=${shellWord(token)}`);
      }
    }
  }

  /** Resolves with the file's path, readable by its owner alone; undefined when nothing was kept. */
  async write(): Promise<string | undefined> {
    if (this.#lines.length === 0) return undefined;
    const file = join(await runsFolder(), `tokens-${process.pid}.sh`);
    writeFileSync(file, `${this.#lines.join('\n')}\n`, { mode: 0o600 });
    return file;
  }
}

/** Removes the files of all runs: the tokens' projects go with their deployments. */
export async function removeTokenFiles(): Promise<void> {
  const folder = await runsFolder();
  for (const name of readdirSync(folder).filter((each) => /^tokens-\d+\.sh$/.test(each)))
    rmSync(join(folder, name), { force: true });
}

/** A deployment chose the token, and a shell reads it. */
const shellWord = (token: string): string => `'${token.replaceAll("'", "'\\''")}'`;
