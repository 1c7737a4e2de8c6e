/** Boots the deployment that its argument describes, prints `ready`, and waits to be killed. */
import { imported } from '../../../scripts/bundle.mjs';

const { boot } = await imported('deployments-child', 'deployments/managed.ts');

await boot(JSON.parse(process.argv[2]), {
  keep: false,
  probe: false,
  progress: () => {},
  signal: new AbortController().signal,
});
console.log('ready');
