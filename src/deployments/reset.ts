/** Brings a kept deployment back to its first state, at the same URLs and with the same password. */
import { HarnessError } from '../errors.ts';
import { fillFolder } from './folder.ts';
import { end, OWN } from './identity.ts';
import type { KeptDeployment } from './kept.ts';
import { launch, PortTaken } from './launch.ts';
import { recordIn } from './record.ts';
import { specDigest } from './spec.ts';
import { template } from './template.ts';

/**
 * Ends its processes, puts databases, stores and configuration as they were, and starts it again: nothing that a
 * process remembers survives. An edited discovery copy is read again.
 */
export async function reset(
  { folder, record }: KeptDeployment,
  progress: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { spec, ports, probe } = record;
  const hash = await specDigest(spec);
  const first = await template(spec.backend, progress);
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
    note({ state: 'ready' });
  } catch (error) {
    note({ state: 'failed' });
    if (!(error instanceof PortTaken)) throw error;
    throw new HarnessError('BOOT_FAILED', `A port of ${spec.name} was taken while it was down`, {
      fix: `Boot it at other ports: run-scenarios up ${spec.name}`,
    });
  }
}
