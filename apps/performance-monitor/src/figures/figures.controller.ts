import { Controller, Get, Header, UseGuards } from '@nestjs/common';
import { MonitorTokenGuard } from '../access/monitor-token.guard.js';
import type { ReplicaReading, SuiteReading } from '../readings/reading.js';
import { SuiteReader } from '../readings/suite.reader.js';
import { kpisOf } from './kpis.js';

type Section = 'runtime' | 'http' | 'pool' | 'cache' | 'queues' | 'limiter';

/** `GET /metrics/…`: the figures of all replicas, Postgres and Redis as JSON. `/metrics` itself is for Prometheus. */
@Controller('metrics')
@UseGuards(MonitorTokenGuard)
export class FiguresController {
  constructor(private readonly reader: SuiteReader) {}

  /** Everything the monitor knows. */
  @Get('all')
  @Header('Cache-Control', 'no-store')
  async all() {
    const reading = await this.reader.read();
    return { ...reading, kpis: kpisOf(reading) };
  }

  /** Pools of the replicas, and Postgres as it sees itself. */
  @Get('database')
  @Header('Cache-Control', 'no-store')
  async database() {
    const reading = await this.reader.read();
    return { at: reading.at, pools: sections(reading, ['pool']), database: reading.database };
  }

  /** Caches of the replicas, and the Redis behind them. */
  @Get('cache')
  @Header('Cache-Control', 'no-store')
  async cache() {
    const reading = await this.reader.read();
    return {
      at: reading.at,
      hitRate: kpisOf(reading).cacheHitRate,
      caches: sections(reading, ['cache']),
      redis: reading.cacheRedis,
    };
  }

  /** Memory, CPU and event loop of the replicas. */
  @Get('system')
  @Header('Cache-Control', 'no-store')
  async system() {
    const reading = await this.reader.read();
    return { at: reading.at, replicas: sections(reading, ['runtime']), workRedis: reading.workRedis };
  }

  /** Answers, queues and Telegram calls of the replicas. */
  @Get('application')
  @Header('Cache-Control', 'no-store')
  async application() {
    const reading = await this.reader.read();
    return {
      at: reading.at,
      kpis: kpisOf(reading),
      replicas: sections(reading, ['http', 'queues', 'limiter']),
    };
  }
}

/** The wanted sections of every replica; a replica that sends none of them is left out. */
function sections({ replicas }: SuiteReading, wanted: readonly Section[]) {
  if (!replicas.available) return replicas;
  const value = replicas.value
    .filter((replica) => wanted.some((section) => replica[section] !== undefined))
    .map((replica) => ({
      ...identity(replica),
      ...Object.fromEntries(wanted.map((name) => [name, replica[name]])),
    }));
  return { available: true as const, value };
}

function identity({ service, replicaId, version, heartbeatAt }: ReplicaReading) {
  return { service, replicaId, version, heartbeatAt };
}
