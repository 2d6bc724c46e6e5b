import { randomUUID } from 'node:crypto';
import type { TelegramSessionsRepository } from '@analyticbot/storage';
import { seal, unseal, type SessionStore } from '@analyticbot/telegram';

const leaseMs = 180_000;

/**
 * This replica's login over MTProto: kept in the database under a key that is not there, used by one replica at a time, and
 * taken over by another when this one is gone.
 */
export class KeptSession implements SessionStore {
  private readonly replicaId = randomUUID();
  private name: string | undefined;
  private renewal: NodeJS.Timeout | undefined;

  constructor(
    private readonly sessions: TelegramSessionsRepository,
    private readonly key: Buffer,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** A free login, from now on this replica's; undefined when there is none that opens with the key. */
  async load(): Promise<string | undefined> {
    const found = await this.sessions.claim(this.lease(), this.now());
    if (found === null) return undefined;
    const session = unseal(this.key, found.sealed, found.name);
    if (session === undefined) {
      // It belongs to a token that was replaced: nobody can use it any more.
      await this.sessions.remove(found.name);
      return undefined;
    }
    this.keep(found.name);
    return session;
  }

  async save(session: string | undefined): Promise<void> {
    if (session === undefined) {
      if (this.name !== undefined) await this.sessions.remove(this.name);
      this.stop();
      return;
    }
    const name = this.name ?? randomUUID();
    await this.sessions.save({ name, sealed: seal(this.key, session, name) }, this.lease(), this.now());
    this.keep(name);
  }

  /** Leaves the login to others. */
  async free(): Promise<void> {
    const { name } = this;
    this.stop();
    if (name !== undefined) await this.sessions.renew(name, { replicaId: this.replicaId, until: this.now() });
  }

  private keep(name: string): void {
    this.name = name;
    if (this.renewal !== undefined) return;
    // A renewal that fails is made up for by the next one: the lease lasts for three.
    const renew = () => void this.sessions.renew(this.name ?? name, this.lease()).catch(() => undefined);
    this.renewal = setInterval(renew, leaseMs / 3).unref();
  }

  private stop(): void {
    clearInterval(this.renewal);
    this.renewal = undefined;
    this.name = undefined;
  }

  private lease() {
    return { replicaId: this.replicaId, until: new Date(this.now().getTime() + leaseMs) };
  }
}
