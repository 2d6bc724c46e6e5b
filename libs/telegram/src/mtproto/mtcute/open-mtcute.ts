import { arch, type } from 'node:os';
import { connectTcp } from '@fuman/node';
import type { MtprotoConnection, OpenMtproto } from '../mtproto-connection.js';

/** What a login over MTProto needs. */
export interface MtcuteOptions {
  readonly botToken: string;
  /** From my.telegram.org. */
  readonly apiId: number;
  readonly apiHash: string;
  /** How long connecting and logging in may take. @default 30000 */
  readonly timeoutMs?: number;
  /** Another data centre to begin with, such as one of Telegram's test servers. @default Telegram's own */
  readonly dataCentre?: DataCentre;
}

/** Where MTProto is spoken. */
export interface DataCentre {
  readonly id: number;
  readonly ipAddress: string;
  readonly port: number;
}

/**
 * Connects with mtcute. It is loaded when it is first needed: its schema of Telegram's types weighs several megabytes that a
 * service without MTProto shall not carry.
 */
export function openMtcute(options: MtcuteOptions): OpenMtproto {
  return async (session) => {
    const client = await makeClient(options);
    const connection: MtprotoConnection = {
      invoke: (request) => client.call(request as never),
      session: () => client.exportSession(),
      moveTo: (dataCentre) => client.changePrimaryDc(dataCentre),
      close: () => client.destroy(),
    };
    try {
      await inTime(logIn(client, options, session), options.timeoutMs ?? 30_000);
      return connection;
    } catch (error) {
      await client.destroy().catch(() => undefined);
      throw error;
    }
  };
}

type Client = Awaited<ReturnType<typeof makeClient>>;

async function makeClient({ apiId, apiHash, dataCentre }: MtcuteOptions) {
  const { IntermediatePacketCodec, MemoryStorage } = await import('@mtcute/core');
  const { TelegramClient } = await import('@mtcute/core/client.js');
  const { NodeCrypto } = await import('./node-crypto.js');
  return new TelegramClient({
    apiId,
    apiHash,
    storage: new MemoryStorage(),
    crypto: new NodeCrypto(),
    ...(dataCentre !== undefined && { defaultDcs: { main: dataCentre, media: dataCentre } }),
    transport: {
      connect: async ({ ipAddress, port }) => {
        const connection = await connectTcp({ address: ipAddress, port });
        connection.setNoDelay(true);
        connection.setKeepAlive(true);
        return connection;
      },
      packetCodec: () => new IntermediatePacketCodec(),
    },
    platform: {
      beforeExit: () => () => undefined,
      // Its lines may name channels and people; what matters reaches us as errors.
      log: () => undefined,
      getDefaultLogLevel: () => 0,
      getDeviceModel: () => `Node.js (${type()} ${arch()})`,
    },
    // Updates come over the Bot API.
    disableUpdates: true,
    updates: false,
    network: { middlewares: [] },
  });
}

async function logIn(
  client: Client,
  { botToken }: MtcuteOptions,
  session: string | undefined,
): Promise<void> {
  if (session !== undefined) {
    await client.importSession(session);
    await client.connect();
    // A revoked login is found here and not at the first question.
    await client.call({ _: 'users.getUsers', id: [{ _: 'inputUserSelf' }] });
    return;
  }
  await client.connect();
  await client.signInBot(botToken);
}

async function inTime(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('MTProto did not answer in time')), ms);
  });
  work.catch(() => undefined);
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
