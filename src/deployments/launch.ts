/** Starts the processes of a deployment in a filled folder and waits until they answer. */
import { constants } from 'node:os';
import { join } from 'node:path';
import { HarnessError } from '../errors.ts';
import { authUrlOf, copyOf, glanceUrlOf, INSIDE } from './folder.ts';
import { digest } from './hashing.ts';
import { end } from './identity.ts';
import { PYTHON, PYTHON_FOLDER } from './paths.ts';
import { type Ending, type Program, type Running, start, tail } from './processes.ts';
import { answering, serving } from './readiness.ts';
import type { DeploymentRecord, ManagedSpec } from './record.ts';
import { redis, socketOf, urlOf } from './redis.ts';
import { survey } from './survey.ts';

export interface Launch {
  readonly folder: string;
  readonly spec: ManagedSpec;
  readonly ports: DeploymentRecord['ports'];
  readonly keep: boolean;
  readonly probe: boolean;
  /** Digest of the ROME in use. */
  readonly romeKey: string;
  readonly signal: AbortSignal;
  /** Called as soon as a process is there. */
  readonly started: (process: Running) => void;
}

const BOOT_MS = 60_000;
/** Keystone's transactions nest, which SQLite answers by waiting for itself: one request at a time. */
const KEYSTONE_THREADS = 1;
const GLANCE_THREADS = 8;

/** One of the chosen ports was taken by somebody else meanwhile. */
export class PortTaken extends Error {}

/**
 * Resolves with the processes when all of them answer. Else ends them and rejects with PortTaken or a HarnessError:
 * BOOT_FAILED with the end of the log, INTERRUPTED when the signal asked to stop.
 */
export async function launch(plan: Launch): Promise<readonly Running[]> {
  const { folder, spec, ports } = plan;
  const running: Running[] = [];
  const failed = new AbortController();
  const signal = AbortSignal.any([plan.signal, failed.signal, AbortSignal.timeout(BOOT_MS)]);
  const begin = (program: Program) => {
    const process = start(program, plan.keep);
    running.push(process);
    plan.started(process);
    process.ended.then((ending) => failed.abort(endedEarly(spec.name, process, ending)));
  };
  try {
    signal.throwIfAborted();
    begin(keystone(plan));
    if (spec.backend === 'rome') {
      begin(redis(join(folder, INSIDE.redis), logOf(folder, 'redis')));
      await answering(socketOf(join(folder, INSIDE.redis)), signal);
    }
    begin(glance(plan));
    await Promise.all([
      serving(authUrlOf(ports), signal),
      serving(`${glanceUrlOf(ports)}/versions`, signal),
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

const logOf = (folder: string, service: string): string => join(folder, INSIDE.log, `${service}.log`);

function keystone({ folder, ports }: Launch): Program {
  const catalog = [`identity=${authUrlOf(ports)}`, `image=${glanceUrlOf(ports)}`];
  return {
    name: 'Keystone',
    command: PYTHON,
    args: [...serve('keystone', folder, ports.keystone, KEYSTONE_THREADS), '--catalog', ...catalog],
    log: logOf(folder, 'keystone'),
  };
}

function glance({ folder, ports, spec, probe }: Launch): Program {
  const onRome = ['--copy', copyOf(folder, spec), '--redis', urlOf(join(folder, INSIDE.redis))];
  const profile = ['--profile', join(folder, INSIDE.profile)];
  return {
    name: 'Glance',
    command: PYTHON,
    args: [
      ...serve('glance', folder, ports.glance, GLANCE_THREADS),
      ...(probe ? ['--probe', join(folder, INSIDE.probe)] : []),
      ...(spec.backend === 'rome' ? onRome : []),
      ...(spec.backend === 'rome' && spec.profile ? profile : []),
    ],
    log: logOf(folder, 'glance'),
  };
}

const serve = (service: string, folder: string, port: number, threads: number): readonly string[] => [
  join(PYTHON_FOLDER, 'openstack/serve.py'),
  service,
  ...['--folder', folder, '--port', String(port), '--threads', String(threads)],
];

const surveyOf = ({ folder, spec, romeKey }: Launch, signal: AbortSignal): Promise<void> =>
  survey(
    {
      url: urlOf(join(folder, INSIDE.redis)),
      profile: spec.profile && join(folder, INSIDE.profile),
      key: digest([romeKey, spec.profile ?? {}]),
      signal,
    },
    join(folder, INSIDE.survey),
  );

function endedEarly(deployment: string, process: Running, { code, how }: Ending): Error {
  if (code === constants.errno.EADDRINUSE) return new PortTaken();
  return new HarnessError(
    'BOOT_FAILED',
    `${process.name} of ${deployment} ended (${how}) before it answered:\n${tail(process.log)}`,
    { fix: `The whole log: ${process.log}` },
  );
}

function tooSlow({ folder, spec }: Launch): HarnessError {
  const tails = ['keystone', 'glance'].map((service) => tail(logOf(folder, service), 5)).join('\n');
  return new HarnessError(
    'BOOT_FAILED',
    `${spec.name} did not answer within ${BOOT_MS / 1000} s:\n${tails}`,
    {
      fix: `The logs: ${join(folder, INSIDE.log)}`,
    },
  );
}
