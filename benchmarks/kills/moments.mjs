/** Moments of a run. Each is reached after an event, and a seeded pause. */
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 20;

const isBooting = ({ deployments }) => deployments.some(({ processes = [] }) => processes.length > 0);
const hasEnded = ({ run }) => run !== undefined && run.scenarios.length === run.planned;

/** Per moment: its event, and the longest pause after it in milliseconds. */
const MOMENTS = {
  spawn: { event: () => true, pause: 600 },
  boot: { event: isBooting, pause: 5000 },
  run: { event: ({ run }) => run !== undefined, pause: 6000 },
  end: { event: hasEnded, pause: 300 },
};

/** Waits for a moment. Returns false if the tool ended before. */
export async function reach(name, sandbox, tool, random) {
  const { event, pause } = MOMENTS[name];
  const milliseconds = random.below(pause);
  while (!tool.isOver && !event(sandbox)) await sleep(POLL_MS);
  for (let left = milliseconds; left > 0 && !tool.isOver; left -= POLL_MS)
    await sleep(Math.min(left, POLL_MS));
  return !tool.isOver;
}
