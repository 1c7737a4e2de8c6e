/** Starts the processes of a deployment in a filled folder and waits until they are ready. */
import { constants } from 'node:os';
import { join } from 'node:path';
import { HarnessError } from '../../errors.ts';
import { mariadb, socketOf as mariadbSocket } from '../databases/mariadb.ts';
import { startStore, urlOf } from '../databases/rome-store.ts';
import { digest } from '../machine/hashing.ts';
import { pythonOf } from '../releases/checkouts.ts';
import { survey } from '../rome/survey.ts';
import { INSIDE } from '../run-folder/inside.ts';
import { databaseOf, redisOf } from '../run-folder/managed-spec.ts';
import { componentsIn, readyUrlOf, servicesAmong } from '../services/components.ts';
import { end } from './identity.ts';
import { type Ending, type Program, type Running, start, tail } from './processes.ts';
import { logOf, type Placed, programOf } from './programs.ts';
import { greeting, serving } from './readiness.ts';

export interface Launch extends Placed {
  readonly keep: boolean;
  /** Digest of the ROME in use. */
  readonly romeKey: string;
  readonly signal: AbortSignal;
  /** Called as soon as a process has started. */
  readonly started: (process: Running) => void;
}

/** Timeout per component, because they import their code in parallel. */
const BOOT_MS = 90_000;

/** Another process took one of the chosen ports. */
export class PortTaken extends Error {}

/**
 * Resolves with the processes when all are ready. Otherwise stops them.
 * @throws PortTaken, or HarnessError BOOT_FAILED with the end of the log, or INTERRUPTED if the signal was aborted
 */
export async function launch(plan: Launch): Promise<readonly Running[]> {
  const { folder, spec, ports } = plan;
  const components = componentsIn(ports);
  const running: Running[] = [];
  const failed = new AbortController();
  const signal = AbortSignal.any([
    plan.signal,
    failed.signal,
    AbortSignal.timeout(BOOT_MS * components.length),
  ]);
  const begin = (program: Program) => {
    const process = start(program, plan.keep);
    running.push(process);
    plan.started(process);
    process.ended.then((ending) => failed.abort(endedEarly(spec.name, process, ending)));
  };
  try {
    signal.throwIfAborted();
    if (databaseOf(spec) === 'mariadb') {
      begin(mariadb(folder, logOf(folder, 'mariadb')));
      await greeting(mariadbSocket(folder), signal);
    }
    begin(programOf('keystone', plan));
    if (spec.backend === 'rome') {
      await startStore(redisOf(spec), join(folder, INSIDE.redis), {
        services: servicesAmong(components),
        python: pythonOf(spec),
        log: (name) => logOf(folder, name),
        begin,
        signal,
      });
    }
    for (const component of components.filter((each) => each !== 'keystone'))
      begin(programOf(component, plan));
    await Promise.all([
      ...components.map((component) => serving(readyUrlOf(ports, component), signal)),
      spec.backend === 'rome' && plan.probe && surveyOf(plan, signal),
    ]);
    return running;
  } catch (error) {
    failed.abort(error);
    await Promise.all(running.map(end));
    if (plan.signal.aborted)
      throw new HarnessError('INTERRUPTED', `The boot of ${spec.name} was interrupted`);
    if (error instanceof HarnessError || error instanceof PortTaken) throw error;
    if (error instanceof Error && error.name === 'TimeoutError') throw tooSlow(plan);
    throw error;
  }
}

const surveyOf = ({ folder, spec, romeKey }: Launch, signal: AbortSignal): Promise<void> =>
  survey(
    {
      url: urlOf(join(folder, INSIDE.redis)),
      profile: spec.profile && join(folder, INSIDE.profile),
      key: digest([romeKey, spec.profile ?? {}]),
      python: pythonOf(spec),
      signal,
    },
    join(folder, INSIDE.survey),
  );

function endedEarly(deployment: string, process: Running, { code, how }: Ending): Error {
  if (code === constants.errno.EADDRINUSE) return new PortTaken();
  return new HarnessError(
    'BOOT_FAILED',
    `${process.name} of ${deployment} exited (${how}) before it answered:\n${tail(process.log)}`,
    { fix: `Full log: ${process.log}` },
  );
}

function tooSlow({ folder, spec, ports }: Launch): HarnessError {
  const components = componentsIn(ports);
  const tails = components.map((component) => tail(logOf(folder, component), 5)).join('\n');
  const seconds = (BOOT_MS * components.length) / 1000;
  return new HarnessError('BOOT_FAILED', `${spec.name} did not answer within ${seconds} s:\n${tails}`, {
    fix: `Logs: ${join(folder, INSIDE.log)}`,
  });
}
