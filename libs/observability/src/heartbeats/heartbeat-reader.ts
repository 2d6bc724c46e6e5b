import type { Redis } from 'ioredis';
import { within } from '../process/within.js';
import { type Heartbeat, heartbeatKeys, type HeartbeatKeys, heartbeatSchema } from './heartbeat.schema.js';

/** What `HeartbeatReader` takes. */
export interface HeartbeatReaderOptions {
  readonly redis: Redis;
  /** How long a reading may take. @default 2000 */
  readonly deadlineMs?: number;
  /** @default 'replicas' */
  readonly keyPrefix?: string;
}

/** The replicas alive, by service and id, and how many entries couldn't be understood. */
export interface HeartbeatReading {
  readonly replicas: Heartbeat[];
  readonly invalid: number;
}

/** Reads the heartbeats of all replicas. No `SCAN`: an index by time says whom to ask for. */
export class HeartbeatReader {
  private readonly keys: HeartbeatKeys;

  constructor(private readonly options: HeartbeatReaderOptions) {
    this.keys = heartbeatKeys(options.keyPrefix);
  }

  /**
   * Every replica whose heartbeat has not expired. Prunes the index of the others.
   * @throws DeadlineError or the client's error when Redis doesn't answer
   */
  async readAll(): Promise<HeartbeatReading> {
    return within(this.options.deadlineMs ?? 2_000, this.read());
  }

  private async read(): Promise<HeartbeatReading> {
    const { redis } = this.options;
    const members = await redis.zrange(this.keys.index, 0, -1);
    if (members.length === 0) return { replicas: [], invalid: 0 };

    const texts = await Promise.all(members.map((member) => redis.get(this.keys.of(member))));
    const gone = members.filter((_, position) => texts[position] === null);
    // A replica that comes back this very moment is listed again by its next beat.
    if (gone.length > 0) await redis.zrem(this.keys.index, ...gone);

    const found = texts.filter((text): text is string => text !== null);
    const replicas = found.map(parseHeartbeat).filter((beat) => beat !== undefined);
    replicas.sort((a, b) => a.service.localeCompare(b.service) || a.replicaId.localeCompare(b.replicaId));
    return { replicas, invalid: found.length - replicas.length };
  }
}

function parseHeartbeat(text: string): Heartbeat | undefined {
  try {
    return heartbeatSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
