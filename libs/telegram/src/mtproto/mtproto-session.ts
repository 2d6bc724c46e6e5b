import type { MtprotoConnection, MtprotoRequest, OpenMtproto, SessionStore } from './mtproto-connection.js';
import { mtprotoTrouble, sourceErrorOf, type MtprotoTrouble } from './mtproto-trouble.js';

/** A login that was refused is not tried again for so long: Telegram counts attempts. */
const refusedLoginRestMs = 3_600_000;

/** What `MtprotoSession` takes. */
export interface MtprotoSessionOptions {
  readonly open: OpenMtproto;
  readonly store: SessionStore;
  /** Milliseconds that never go back. @default performance.now */
  readonly now?: () => number;
}

/**
 * One login of the bot: connects when it is first needed, keeps the login, and deals with what Telegram answers: rests for as
 * long as a FLOOD_WAIT says, follows to another data centre, logs in anew when the login was revoked.
 */
export class MtprotoSession {
  private readonly now: () => number;
  private connection: Promise<MtprotoConnection> | undefined;
  private saved: string | undefined;
  private rest: { readonly until: number; readonly trouble: MtprotoTrouble } | undefined;

  constructor(private readonly options: MtprotoSessionOptions) {
    this.now = options.now ?? (() => performance.now());
  }

  /** Why nothing is asked at the moment; undefined when it is. */
  get resting(): 'flood' | 'unauthorized' | undefined {
    if (this.rest === undefined || this.rest.until <= this.now()) return undefined;
    return this.rest.trouble.kind === 'flood' ? 'flood' : 'unauthorized';
  }

  /** Telegram's answer. @throws SourceError `E_MTPROTO_…` */
  async invoke(request: MtprotoRequest): Promise<unknown> {
    for (let attempt = 0; ; attempt += 1) {
      if (this.rest !== undefined && this.rest.until > this.now()) throw sourceErrorOf(this.rest.trouble);
      const connection = await this.connected();
      try {
        return await connection.invoke(request);
      } catch (error) {
        const trouble = mtprotoTrouble(error);
        if (attempt > 0 || !(await this.mended(connection, trouble))) throw this.gaveUp(trouble);
      }
    }
  }

  /** Ends the connection; the login stays. */
  async close(): Promise<void> {
    const open = this.connection;
    this.connection = undefined;
    await open?.then((connection) => connection.close()).catch(() => undefined);
  }

  private connected(): Promise<MtprotoConnection> {
    this.connection ??= this.open().catch((error: unknown) => {
      this.connection = undefined;
      throw this.gaveUp(mtprotoTrouble(error));
    });
    return this.connection;
  }

  private async open(): Promise<MtprotoConnection> {
    this.saved = await this.options.store.load();
    const connection = await this.options.open(this.saved).catch(async (error: unknown) => {
      if (this.saved === undefined || mtprotoTrouble(error).kind !== 'revoked') throw error;
      await this.options.store.save(undefined);
      return this.options.open(undefined);
    });
    await this.keep(connection);
    return connection;
  }

  private async mended(connection: MtprotoConnection, trouble: MtprotoTrouble): Promise<boolean> {
    if (trouble.kind === 'migrated') {
      await connection.moveTo(trouble.dataCentre);
      await this.keep(connection);
      return true;
    }
    if (trouble.kind !== 'revoked') return false;
    await this.close();
    await this.options.store.save(undefined);
    return true;
  }

  private async keep(connection: MtprotoConnection): Promise<void> {
    const session = await connection.session();
    if (session !== this.saved) await this.options.store.save(session);
    this.saved = session;
  }

  private gaveUp(trouble: MtprotoTrouble): Error {
    const restMs =
      trouble.kind === 'flood'
        ? trouble.seconds * 1000
        : trouble.kind === 'revoked' || trouble.kind === 'unauthorized'
          ? refusedLoginRestMs
          : 0;
    if (restMs > 0) this.rest = { until: this.now() + restMs, trouble };
    return sourceErrorOf(trouble);
  }
}
