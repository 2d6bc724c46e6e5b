import type { WorkerConfig } from '@analyticbot/config';

/** Injection token of the worker's settings. */
export const WORKER_CONFIG = Symbol('worker-config');
/** The settings that more than the root module needs. */
export type WorkerSettings = Pick<WorkerConfig, 'PREVIEW_ENABLED'>;
/** Injection token of the key under which members are hashed. */
export const MEMBER_HASH_KEY = Symbol('member-hash-key');
