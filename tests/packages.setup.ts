import { ensurePackages } from '../src/deployments/managed.ts';

/** Deployments are real, so their packages must be there before any test needs one. */
export default async function installPackages(): Promise<void> {
  await ensurePackages((line) => void process.stderr.write(`${line}\n`));
}
