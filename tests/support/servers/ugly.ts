import type { RunFile } from '../../../src/model.ts';

/** An answer that the proxy broke. */
export interface Broken {
  readonly fault: string;
  readonly method: string;
  readonly url: string;
}

interface Answer {
  readonly method: string;
  readonly status: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

interface Proxy {
  readonly url: string;
  readonly broken: ReadonlyMap<string, Broken>;
  readonly close: () => Promise<unknown>;
}

const part = (name: string): Promise<unknown> =>
  import(new URL(`../../../benchmarks/ugly/${name}.mjs`, import.meta.url).href);

/** The parts of benchmarks/ugly/ugly.mjs, which is JavaScript. */
export const { faultsFor } = (await part('faults')) as { faultsFor: (answer: Answer) => readonly string[] };
export const { uglyProxy } = (await part('proxy')) as {
  uglyProxy: (of: { keystone: string; rate: number; seed: number }) => Promise<Proxy>;
};
export const { complaints } = (await part('judge')) as {
  complaints: (
    clean: Partial<RunFile>,
    ugly: Partial<RunFile>,
    broken: ReadonlyMap<string, Broken>,
  ) => string[];
};
