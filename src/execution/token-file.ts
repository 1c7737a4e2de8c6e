import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runsFolder } from '../deployments/machine/paths.ts';
import type { PerSide, Scenario } from '../model.ts';
import { SIDES } from '../model.ts';
import { tokenVariable } from '../reporters/curl-command.ts';
import type { Project } from '../runner/projects/own-project.ts';

/** Tokens of kept scenarios for the printed curl commands. Never stored among the reports. */
export class TokenFile {
  readonly #lines: string[] = [];

  add(scenario: Scenario, projects: PerSide<Project>): void {
    for (const side of SIDES) {
      for (const [actor, token] of Object.entries(projects[side].tokens)) {
        this.#lines.push(`export ${tokenVariable(side, scenario.id, actor)}=${shellWord(token)}`);
      }
    }
  }

  /** Writes the file, readable only by its owner, and resolves with its path; undefined if no scenario was kept. */
  async write(): Promise<string | undefined> {
    if (this.#lines.length === 0) return undefined;
    const file = join(await runsFolder(), `tokens-${process.pid}.sh`);
    writeFileSync(file, `${this.#lines.join('\n')}\n`, { mode: 0o600 });
    return file;
  }
}

/** Removes the token files of all runs. The tokens' projects are removed with their deployments. */
export async function removeTokenFiles(): Promise<void> {
  const folder = await runsFolder();
  for (const name of readdirSync(folder).filter((each) => /^tokens-\d+\.sh$/.test(each)))
    rmSync(join(folder, name), { force: true });
}

/** Quotes a token, because the deployment chose it and a shell reads it. */
const shellWord = (token: string): string => `'${token.replaceAll("'", "'\\''")}'`;
