/** Boots the deployment that its argument describes, says so, and waits to be killed. */
import { boot } from './src/deployments/managed.js';

await boot(JSON.parse(process.argv[2]), {
  keep: false,
  probe: false,
  progress: () => {},
  signal: new AbortController().signal,
});
console.log('ready');
