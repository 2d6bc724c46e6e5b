import { compare, compareInTurns, inParallel, side, speedUp, tailRatio, timesOf } from './compare.js';

describe('compare', () => {
  it('takes turns, leaves the warm-up out, and does the same operations on every side', async () => {
    let time = 0;
    const order: string[] = [];
    const work = (name: string, ms: number) => ({
      name,
      prepare: async () => void order.push(name),
      operation: async (index: number) => {
        order.push(`${name}${index}`);
        time += ms;
      },
    });
    const results = await compare([work('slow', 8), work('fast', 2)], {
      rounds: 2,
      operations: 2,
      concurrency: 1,
      now: () => time,
    });
    const fast = ['fast', 'fast0', 'fast1'];
    const slow = ['slow', 'slow0', 'slow1'];
    expect(order).toEqual([...fast, ...slow, ...slow, ...fast, ...fast, ...slow]);
    expect(side(results, 'slow')).toEqual({
      name: 'slow',
      msPerOperation: [8, 8],
      latency: { p50: 8, p95: 8 },
      p50: [8, 8],
      p99: [8, 8],
    });
    expect(speedUp(results, 'slow', 'fast').median).toBe(4);
    expect(tailRatio(results, 'slow', 'fast').median).toBe(4);
    expect(timesOf(results, 'slow', 'fast').median).toBe(4);
  });

  it('lets a slow side do less a round: what is compared is the time of one operation', async () => {
    let time = 0;
    const work = (name: string, ms: number) => ({ name, operation: async () => void (time += ms) });
    const results = await compare([work('slow', 100), work('fast', 1)], {
      rounds: 3,
      operations: { slow: 2, fast: 50 },
      concurrency: 1,
      now: () => time,
    });
    expect(speedUp(results, 'slow', 'fast')).toEqual({ median: 100, min: 100, max: 100, q1: 100, q3: 100 });
  });

  it('fails with the operation', async () => {
    const broken = { name: 'broken', operation: () => Promise.reject(new Error('no answer')) };
    await expect(compare([broken], { rounds: 1, operations: 1, concurrency: 1 })).rejects.toThrow(
      'no answer',
    );
  });
});

it('takes turns after each operation, in changing order', async () => {
  let time = 0;
  const order: string[] = [];
  const work = (name: string, ms: number) => ({
    name,
    operation: async (index: number) => {
      order.push(`${name}${index}`);
      time += ms;
    },
  });
  const results = await compareInTurns([work('slow', 6), work('fast', 2)], {
    ...{ rounds: 1, warmUpRounds: 0, operations: 20 },
    now: () => time,
  });
  const turns = Array.from({ length: 20 }, (_, index) => order.slice(2 * index, 2 * index + 2));
  expect(turns.map((turn) => [...turn].sort())).toEqual(
    turns.map((_, index) => [`fast${index}`, `slow${index}`]),
  );
  expect(new Set(turns.map(([first]) => first?.slice(0, 4)))).toEqual(new Set(['slow', 'fast']));
  expect(side(results, 'slow').msPerOperation).toEqual([6]);
  expect(timesOf(results, 'slow', 'fast')).toMatchObject({ median: 3, min: 3, max: 3 });
});

it('never runs more than the given number at once, and each one once', async () => {
  let running = 0;
  let most = 0;
  const seen: number[] = [];
  await inParallel(20, 3, async (index) => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    seen.push(index);
    running -= 1;
  });
  expect(most).toBe(3);
  expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index));
});
