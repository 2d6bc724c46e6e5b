import { join } from 'node:path';
import { CallLog } from './bot-api/calls/call-log.js';
import { FileLibrary } from './bot-api/media/file-library.js';
import { MethodArguments } from './bot-api/calls/method-arguments.js';
import { runMethod } from './bot-api/calls/run-method.js';
import { ChannelFeed } from './channel-life/channel-feed.js';
import { AdjustableClock } from './clock/sim-clock.js';
import { LongPoll } from './delivery/long-poll.js';
import { UpdateQueue } from './delivery/update-queue.js';
import { WebhookDispatcher } from './delivery/webhook-dispatcher.js';
import { RateLimiter } from './limits/rate-limiter.js';
import { WindowLimiter } from './limits/window-limiter.js';
import { CallbackQueries } from './people/callback-queries.js';
import { type SandboxContext } from './sandbox-context.js';
import { type SandboxOptions, sandboxOptionsSchema } from './sandbox-options.js';
import { buildServer } from './server.js';
import { folderFileStore, memoryFileStore } from './state/storage/file-store.js';
import { type Snapshot } from './state/storage/snapshot.schema.js';
import { loadSnapshot, SnapshotStore } from './state/storage/snapshot-store.js';
import { addCrowd } from './state/crowd.js';
import { World } from './state/world.js';

/** A sandbox that answers. */
export interface RunningSandbox {
  /** `http://host:port` */
  url: string;
  token: string;
  /** Its parts, for tests. */
  context: SandboxContext;
  /** Stops answering and writes the state; resolves when both are done. */
  close(): Promise<void>;
}

const firstUpdateId = 400_000_000;

/**
 * Starts a sandbox; resolves when it answers.
 * @throws ZodError for wrong options, SandboxStorageError (E_SANDBOX_STORAGE) for unusable data, EADDRINUSE.
 */
export async function createSandbox(input: SandboxOptions = {}): Promise<RunningSandbox> {
  const options = sandboxOptionsSchema.parse(input);
  const path = options.dataDir && join(options.dataDir, 'sandbox.json');
  const kept = path ? await loadSnapshot(path) : undefined;

  const clock = new AdjustableClock(Date.now, options);
  if (kept) clock.resume(kept.clock, options.speed);
  const now = clock.now();
  const origin = {
    seed: kept?.seed ?? options.seed,
    bornAt: kept ? new Date(kept.bornAt) : new Date(now.getTime() - options.historyDays * 86_400_000),
  };
  const worldOrigin = { ...origin, now, bot: botOf(options.token) };
  const world = new World(worldOrigin);
  addCrowd(world, options.crowd, worldOrigin);
  const queue = new UpdateQueue(clock, firstUpdateId, () => world.events.touch());
  const webhook = new WebhookDispatcher(
    queue,
    clock,
    ({ method, ...parameters }) => {
      // A bot may answer a delivery with a call; nobody waits for its result.
      const args = MethodArguments.from(parameters);
      runMethod(sandbox, method, args, AbortSignal.timeout(60_000)).catch(report);
    },
    input.webhookTimings,
  );
  const sandbox: SandboxContext = {
    token: options.token,
    world,
    clock,
    queue,
    webhook,
    poll: new LongPoll(queue),
    feed: new ChannelFeed(world, clock, queue),
    files: new FileLibrary(
      world,
      options.dataDir ? folderFileStore(join(options.dataDir, 'files')) : memoryFileStore(),
    ),
    calls: new CallLog(),
    callbacks: new CallbackQueries(),
    limiter: options.limits === 'strict' ? new WindowLimiter() : new RateLimiter(),
    limits: options.limits !== false,
    baseUrl: '',
  };
  if (kept) {
    world.restore(kept.world);
    queue.restore(kept.queue);
  }

  const store = path && new SnapshotStore(path, () => snapshotOf(sandbox, origin), report);
  const server = await buildServer(sandbox);
  sandbox.baseUrl = await server.listen({ host: options.host, port: options.port });
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    sandbox.feed.stop();
    webhook.stop();
    await server.close();
    if (store) await store.flush();
  };
  if (store) {
    // A folder that can't be written is reported now rather than after the first message.
    await store.flush().catch(async (error: unknown) => {
      await server.close();
      throw error;
    });
    world.events.onTouch(() => store.schedule());
  }
  if (kept?.webhook) webhook.set(kept.webhook);
  sandbox.feed.start(input.tickMs ?? 250);
  return { url: sandbox.baseUrl, token: options.token, context: sandbox, close: () => (closed ??= close()) };
}

function snapshotOf(
  { world, clock, queue, webhook }: SandboxContext,
  { seed, bornAt }: { seed: number | string; bornAt: Date },
): Snapshot {
  return {
    version: 1,
    seed,
    bornAt: bornAt.toISOString(),
    clock: clock.save(),
    world: world.save(),
    queue: queue.save(),
    webhook: webhook.webhook,
  };
}

function botOf(token: string): World['bot'] {
  return {
    id: Number(token.split(':')[0]),
    is_bot: true,
    first_name: 'Analytic Sandbox Bot',
    username: 'analytic_sandbox_bot',
  };
}

function report(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
}
