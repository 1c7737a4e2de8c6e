import { HarnessError } from '../../errors.ts';

/** Maximum bytes of a Unix socket's path, without the final zero. */
const MAX_SOCKET_PATH = 107;

/** Returns a Unix socket's path. @throws HarnessError BOOT_FAILED if it is too long */
export function fitting(socket: string): string {
  if (Buffer.byteLength(socket) <= MAX_SOCKET_PATH) return socket;
  throw new HarnessError('BOOT_FAILED', `${socket} is too long for a Unix socket`, {
    fix: `Set XDG_RUNTIME_DIR or TMPDIR to a folder with a shorter path.`,
  });
}
