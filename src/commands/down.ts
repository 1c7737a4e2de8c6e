import { remove, running, sweep } from '../deployments/processes/kept.ts';

/** Ends kept deployments, all of them when none is named, and what killed runs left behind. */
export async function down(
  names: readonly string[],
  { print }: { readonly print: (line: string) => void },
): Promise<number> {
  const kept = await running();
  const chosen = kept.filter(({ record }) => names.length === 0 || names.includes(record.spec.name));
  for (const deployment of chosen) {
    await remove(deployment);
    print(`${deployment.record.spec.name} is down`);
  }
  for (const name of names) {
    if (!chosen.some(({ record }) => record.spec.name === name)) print(`${name} was not up`);
  }
  for (const line of await sweep()) print(line);
  if (names.length === 0 && chosen.length === 0) print('Nothing was up');
  return 0;
}
