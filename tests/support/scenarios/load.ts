import { type Failure, type Scenario, ZED } from '../../../src/model.ts';
import { loadScenarios } from '../../../src/runner/load/load.ts';
import { withoutMistakes } from '../../../src/runner/load/loaded.ts';
import type { Folder } from '../files/folder.ts';
import { INVENTORIES } from './inventory.ts';
import { type Marked, marked } from './marked.ts';
import { codesAndPlaces, failuresOf, harnessError } from './mistakes.ts';

/** A scenario with these steps, indented by two. */
export const scenarioText = (steps: string): string =>
  `name: a scenario\nservice: glance\nsteps:\n${steps.replace(/^\n/, '')}`;

/** All scenarios of a folder. @throws HarnessErrors when any file has a mistake */
export const loadAll = async (folder: Folder): Promise<readonly Scenario[]> =>
  withoutMistakes(await loadScenarios(folder.path, INVENTORIES, [ZED]));

/** Writes a scenario without its marks, and loads its folder. */
export async function load(folder: Folder, source: string): Promise<Scenario> {
  folder.write('glance/a.yaml', marked(source).text);
  const [scenario] = await loadAll(folder);
  if (!scenario) throw new Error('no scenario was found');
  return scenario;
}

export interface Mistakes extends Marked {
  readonly found: readonly Failure[];
  /** `CODE a.yaml:3:5`, sorted. */
  readonly codes: readonly string[];
}

/** Writes a scenario that must not load. Returns its mistakes. */
export async function mistakesOf(folder: Folder, source: string): Promise<Mistakes> {
  const text = marked(source);
  folder.write('glance/a.yaml', text.text);
  const found = failuresOf(await harnessError(() => loadAll(folder)));
  return { ...text, found, codes: codesAndPlaces(found) };
}
