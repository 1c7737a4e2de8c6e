import { HarnessError } from '../../errors.ts';

/** What a Unix socket's address has room for, without its final zero. */
const MAX_SOCKET_PATH = 107;

/** The path of a Unix socket. @throws HarnessError BOOT_FAILED when it is too long for one. */
export function fitting(socket: string): string {
  if (Buffer.byteLength(socket) <= MAX_SOCKET_PATH) return socket;
  throw new HarnessError('BOOT_FAILED', `${socket} is too long for a Unix socket`, {
    fix: `Set XDG_RUNTIME_DIR or TMPDIR to a folder with a shorter path.`,
  });
}
