import type { ReplicaReading } from '../readings/reading.js';
import type { QueuesSection } from '../readings/sections.schema.js';
import type { Finding, FindingRule } from './finding.js';

/** The services that must have at least one replica. */
export const expectedServices = ['bot-gateway', 'analytics-worker', 'performance-monitor'] as const;

const slowLoopSeconds = 0.2;
const oldWorkMs = 30_000;

const who = (replica: ReplicaReading) => `${replica.service}/${replica.replicaId}`;

/** A service without any replica alive. */
export const missingService: FindingRule = ({ replicas }) => {
  if (!replicas.available) return [];
  return expectedServices
    .filter((service) => !replicas.value.some((replica) => replica.service === service))
    .map((service) => ({
      id: `service-missing:${service}`,
      severity: 'critical',
      title: `No replica of ${service} is alive.`,
      evidence: { service, replicas: 0, heartbeatsWithinSeconds: 15 },
      remedy: `Look at the last lines of its log, then start it again (kubectl rollout restart deployment/analyticbot-${service}).`,
    }));
};

/** A replica whose event loop is held up. */
export const slowEventLoop: FindingRule = ({ replicas }) => {
  if (!replicas.available) return [];
  return replicas.value
    .filter((replica) => (replica.runtime?.eventLoopLagP99Seconds ?? 0) > slowLoopSeconds)
    .map((replica) => ({
      id: `event-loop-slow:${who(replica)}`,
      severity: 'warning',
      title: `The event loop of ${who(replica)} is held up.`,
      evidence: {
        lagP99Seconds: replica.runtime?.eventLoopLagP99Seconds ?? 0,
        limitSeconds: slowLoopSeconds,
      },
      remedy: 'Add replicas if its CPU is busy; otherwise look for long synchronous work in a CPU profile.',
    }));
};

/** Work that waits too long, or that was given up on. */
export const queueTrouble: FindingRule = ({ replicas }) => {
  if (!replicas.available) return [];
  const queues = new Map(replicas.value.flatMap((replica) => Object.entries(replica.queues ?? {})));
  return [...queues].flatMap(([queue, stats]) => [...lateWork(queue, stats), ...deadLetters(queue, stats)]);
};

function lateWork(queue: string, { oldestAgeMs, backlog }: QueuesSection[string]): Finding[] {
  if (oldestAgeMs <= oldWorkMs) return [];
  return [
    {
      id: `queue-late:${queue}`,
      severity: 'critical',
      title: `Work on ${queue} waits too long.`,
      evidence: { oldestSeconds: oldestAgeMs / 1000, backlog, limitSeconds: oldWorkMs / 1000 },
      remedy:
        'Check that its consumers are alive, then add replicas; if the database is slow, see its findings first.',
    },
  ];
}

function deadLetters(queue: string, { dead }: QueuesSection[string]): Finding[] {
  if (dead === 0) return [];
  return [
    {
      id: `dead-letters:${queue}`,
      severity: 'warning',
      title: `Messages of ${queue} were given up on.`,
      evidence: { deadLetters: dead },
      remedy: `List them with "npx nx run messaging:dead-letters -- list --queue ${queue}", mend the cause, then replay them.`,
    },
  ];
}

/** Telegram told us to slow down. */
export const rateLimited: FindingRule = ({ replicas }) => {
  if (!replicas.available) return [];
  const refusals = replicas.value.reduce((sum, replica) => sum + (replica.limiter?.rateLimited ?? 0), 0);
  if (refusals === 0) return [];
  return [
    {
      id: 'telegram-rate-limited',
      severity: 'warning',
      title: 'Telegram answered 429: the bot asks more than it may.',
      evidence: { refusalsSinceStart: refusals },
      remedy:
        'Check that no other program uses the same bot token; the limiter slows down by itself meanwhile.',
    },
  ];
};
