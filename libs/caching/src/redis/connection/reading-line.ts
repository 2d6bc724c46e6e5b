import type { Socket } from 'node:net';
import { createClient, ErrorReply, SocketClosedUnexpectedlyError } from '@redis/client';
import { type BulkReply, BulkReplies } from './bulk-replies.js';
import { clientOptions } from './client-options.js';

/** Who waits for the reply. */
interface Asker {
  readonly resolve: (text: string | null) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A connection that carries lone `GET`s and nothing else. The client makes it, signs in and renews it; in between the two ends of its socket are
 * used without it: what the client does to a command before it is sent, and to a reply before it is heard, is a twentieth of what such a question takes.
 */
export class ReadingLine {
  private readonly client;
  private socket: Socket | undefined;
  /** Signed in: what arrives now answers what was asked here. */
  private isReady = false;
  private isClosed = false;
  private asker: Asker | undefined;
  /** Since when its silence was noticed. */
  private silentSince: number | undefined;
  private readonly replies = new BulkReplies((reply) => this.answer(reply));

  /** @param patienceMs how long it may keep others waiting until it is made anew */
  constructor(
    url: string,
    private readonly patienceMs = 2_000,
  ) {
    this.client = createClient(
      clientOptions(url, (socket, bytes, length) => this.hear(socket, bytes, length)),
    );
    this.client.on('ready', () => (this.isReady = this.socket !== undefined));
    this.client.on('error', (error: Error) => this.interrupt(error));
    // The client tries again by itself.
    this.client.connect().catch(() => undefined);
  }

  /** May it be asked now? One question at a time; who comes meanwhile goes another way, so that a silent line holds up nobody else. */
  available(): boolean {
    if (this.asker === undefined) return this.isReady;
    this.silentSince ??= performance.now();
    if (performance.now() - this.silentSince > this.patienceMs) this.socket?.destroy();
    return false;
  }

  /** What Redis holds under the key; only while `available`. Sent at once. Rejects with an `ErrorReply`, or when the connection is lost. */
  get(key: string): Promise<string | null> {
    return new Promise((resolve, reject) => {
      this.asker = { resolve, reject };
      this.socket?.write(`*2\r\n$3\r\nGET\r\n$${Buffer.byteLength(key)}\r\n${key}\r\n`);
    });
  }

  /** Ends it at once. */
  close(): void {
    this.isClosed = true;
    this.interrupt(new SocketClosedUnexpectedlyError());
    if (this.client.isOpen) this.client.disconnect().catch(() => undefined);
  }

  private hear(socket: Socket, bytes: Buffer, length: number): void {
    // The client goes on connecting although it was told to end.
    if (this.isClosed) socket.destroy();
    if (!this.isReady) {
      this.socket = socket;
      socket.emit('data', bytes.subarray(0, length));
      return;
    }
    try {
      this.replies.read(bytes, length);
    } catch (error) {
      // Nobody knows any more what answers what. The client makes a new connection.
      socket.destroy(error as Error);
    }
  }

  private answer(reply: BulkReply): void {
    const { asker } = this;
    if (asker === undefined) throw new RangeError('Nobody asked for this reply.');
    this.asker = undefined;
    this.silentSince = undefined;
    if (reply instanceof ErrorReply) asker.reject(reply);
    else asker.resolve(reply);
  }

  private interrupt(error: Error): void {
    const { asker } = this;
    this.isReady = false;
    this.socket = undefined;
    this.asker = undefined;
    this.silentSince = undefined;
    this.replies.reset();
    asker?.reject(error);
  }
}
