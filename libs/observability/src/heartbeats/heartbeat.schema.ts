import { z } from 'zod';

/** What a replica says of itself. Times are milliseconds since the epoch by the replica's clock. */
export const heartbeatSchema = z.object({
  service: z.string().min(1),
  replicaId: z.string().min(1),
  pid: z.number().int(),
  startedAt: z.number(),
  at: z.number(),
  version: z.string(),
  /** Figures by part of the service, as the registered providers gave them. */
  sections: z.record(z.string(), z.record(z.string(), z.unknown())),
  /** Sections whose provider threw this time: their figures are not known. */
  failedSections: z.array(z.string()).default([]),
});
export type Heartbeat = z.infer<typeof heartbeatSchema>;

/** The keys of heartbeats in Redis. The index holds `<service>:<replicaId>` by the time of the last beat. */
export interface HeartbeatKeys {
  readonly index: string;
  of(member: string): string;
}

/** @param prefix of all keys, `replicas` unless tests share a server */
export function heartbeatKeys(prefix = 'replicas'): HeartbeatKeys {
  return { index: `${prefix}:index`, of: (member) => `${prefix}:${member}` };
}
