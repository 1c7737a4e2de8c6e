import { setFlagsFromString } from 'node:v8';

/** Sets flags of V8 for this process. Not earlier than for a run, because Node compiles its own code again afterwards. */
export function useLessMemory(): void {
  // undici's parser is WebAssembly. To optimize it takes 35 MB, and more time than faster parsing saves.
  setFlagsFromString('--liftoff-only');
  // By default, the heap may grow to about four times of what is in use before V8 collects garbage.
  setFlagsFromString('--heap-growing-percent=100');
}
