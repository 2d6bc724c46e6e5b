import { createPool, Database, type ManagedPool } from '@analyticbot/pooling';
import { compare, speedUp, type SideResult } from '../harness/compare.js';
import { type Spread } from '../harness/statistics.js';
import { question } from './workload.js';

const sizes = [1, 2, 4, 10, 25, 50];
const callers = 50;

/** Throughput by pool size. */
export interface Curve {
  readonly sides: readonly SideResult[];
  /** The largest pool's throughput ÷ that of the pool of twice the cores (of those measured, the next one up). */
  readonly largestOverTwiceTheCores: Spread;
  readonly twiceTheCores: number;
}

/** Fifty callers ask the same questions of pools of different sizes, in turns. */
export async function measureCurve(
  url: string,
  rounds: number,
  operations: number,
  cores: number,
): Promise<Curve> {
  const pools = new Map<number, ManagedPool>();
  try {
    for (const size of sizes) {
      const pool = createPool({ url, poolMin: size, poolMax: size, applicationName: `pool of ${size}` });
      pools.set(size, pool);
      await pool.warm();
    }
    const sides = await compare(
      [...pools].map(([size, pool]) => {
        const database = new Database(pool);
        return { name: nameOf(size), operation: (index: number) => database.query(question(index)) };
      }),
      { rounds, operations, concurrency: callers },
    );
    const twiceTheCores = sizes.find((size) => size >= 2 * cores) ?? 50;
    return {
      sides,
      twiceTheCores,
      largestOverTwiceTheCores: speedUp(sides, nameOf(twiceTheCores), nameOf(50)),
    };
  } finally {
    await Promise.all([...pools.values()].map((pool) => pool.end()));
  }
}

const nameOf = (size: number) => `pool of ${size}`;
