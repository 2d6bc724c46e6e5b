import type { Socket } from 'node:net';

/** Room for one read of the socket: most answers, and most batches of answers, arrive in one piece. */
const readBytes = 256 * 1024;

/** Hears the first `length` bytes of what was read; they are overwritten afterwards. */
export type OnBytes = (socket: Socket, bytes: Buffer, length: number) => void;

/**
 * How our clients connect. The socket reads into the same memory again and again instead of new memory each time. The client makes text of what
 * it reads at once, so nothing of the buffer is in use when the next piece comes; replies as buffers it must not be asked for.
 */
export const clientOptions = (url: string, onBytes: OnBytes) => ({
  url,
  // Without a connection commands fail at once instead of piling up.
  disableOfflineQueue: true,
  commandsQueueMaxLength: 10_000,
  socket: {
    connectTimeout: 2_000,
    keepAlive: 5_000,
    onread: {
      buffer: Buffer.allocUnsafe(readBytes),
      callback(this: Socket | void, length: number, bytes: Uint8Array): boolean {
        onBytes(this as Socket, bytes as Buffer, length);
        return true;
      },
    },
    reconnectStrategy: (retries: number) =>
      Math.min(50 * 2 ** Math.min(retries, 6), 2_000) + Math.random() * 100,
  },
});
