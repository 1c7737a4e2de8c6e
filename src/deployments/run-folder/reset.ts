/** Resets a persistent deployment to its initial state, with the same URLs and password. */
import { HarnessError } from '../../errors.ts';
import { end, OWN } from '../processes/identity.ts';
import { launch, PortTaken } from '../processes/launch.ts';
import type { PersistentDeployment } from '../processes/persistent.ts';
import { isWell } from '../reuse.ts';
import { specDigest } from '../services/spec.ts';
import { template } from '../template/template.ts';
import { canRestore, restoreFirstState, saveFirstState } from './first-state.ts';
import { fillFolder } from './folder.ts';
import { recordIn } from './record.ts';

/**
 * With Nova on SQLite, replaces the databases under the running processes, because a restart takes a quarter of a
 * minute. Other deployments, and those out of date, are stopped, refilled and restarted: no cached state survives, and
 * an edited discovery copy is reloaded.
 */
export async function reset(
  { folder, record }: PersistentDeployment,
  progress: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { spec, ports, probe } = record;
  const hash = await specDigest(spec);
  if (record.hash === hash && canRestore(spec) && (await isWell({ folder, record }))) {
    return restoreFirstState(folder, record);
  }
  const first = await template(spec, progress, signal);
  await Promise.all(record.processes.map(end));
  const { note, started } = recordIn(folder, {
    ...record,
    hash,
    state: 'booting',
    owner: OWN,
    processes: [],
  });
  try {
    await fillFolder(folder, spec, first, ports);
    await launch({ folder, spec, ports, keep: true, probe, signal, started, romeKey: first.romeKey });
    if (canRestore(spec)) await saveFirstState(folder, spec);
    note({ state: 'ready' });
  } catch (error) {
    note({ state: 'failed' });
    if (!(error instanceof PortTaken)) throw error;
    throw new HarnessError('BOOT_FAILED', `A port of ${spec.name} was taken while it was stopped`, {
      fix: `Boot it on other ports: run-scenarios up ${spec.name}`,
    });
  }
}
