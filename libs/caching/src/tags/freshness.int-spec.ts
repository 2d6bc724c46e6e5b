import { setImmediate as turn } from 'node:timers/promises';
import { tag } from '../index.js';
import { gate, replicasOnRedis, TestBus } from '../replicas.contract.js';

describe('a value that is invalidated while it is being loaded', () => {
  const on = replicasOnRedis();
  const tags = [tag('channel', 1)];

  it.each(['plain', 'far', 'near'] as const)(
    'is loaded once more for all who come after (%s)',
    async (group) => {
      const cache = await on.replicas.start();
      const works = [gate<string>(), gate<string>()];
      let [loads, running, most] = [0, 0, 0];
      const ask = () =>
        cache.getOrLoad(
          group,
          ['a'],
          async () => {
            most = Math.max(most, (running += 1));
            const answer = await works[loads++]?.promise;
            running -= 1;
            return answer;
          },
          { tags },
        );
      const before = ask();
      while (loads < 1) await turn();
      const after: Promise<unknown>[] = [];
      // Whoever comes now waits for a load that has not begun, however often it is invalidated again.
      for (let round = 0; round < 5; round += 1) {
        await cache.invalidate(tags);
        after.push(ask(), ask());
        await cache.get(group, ['another turn']);
      }
      works[0]?.open('old');
      works[1]?.open('new');
      expect(await before).toBe('old');
      expect(new Set(await Promise.all(after))).toEqual(new Set(['new']));
      expect(await ask()).toBe('new');
      expect([loads, most]).toEqual([2, 1]);
    },
  );

  it.each(['plain', 'far', 'near'] as const)(
    'is never older than what was told before the question (%s)',
    async (group) => {
      const bus = new TestBus();
      const [writer, other] = [
        await on.replicas.start({ bus: bus.end() }),
        await on.replicas.start({ bus: bus.end() }),
      ];
      // What a replica's readers may rely on: here from the call on, elsewhere when it is over.
      const [here, elsewhere] = [{ version: 0 }, { version: 0 }];
      let [answers, ends] = [0, false];
      const older: string[] = [];
      const reader = async (cache: typeof writer, told: { version: number }, pauses: number) => {
        const loader = async () => {
          const read = here.version;
          for (let pause = 0; pause < pauses; pause += 1) await turn();
          return read;
        };
        while (!ends) {
          const { version } = told;
          const answer = await cache.getOrLoad(group, ['a'], loader, { tags });
          if (answer < version) older.push(`${answer} for ${version}`);
          answers += 1;
          await turn();
        }
      };
      const readers = [0, 1, 2, 5].flatMap((pauses) => [
        reader(writer, here, pauses),
        reader(other, elsewhere, pauses),
      ]);
      for (let change = 1; change <= 300; change += 1) {
        here.version = change;
        const told = writer
          .invalidate(tags)
          .then(() => (elsewhere.version = Math.max(elsewhere.version, change)));
        if (change % 3 === 0) await told;
        for (let pause = 0; pause < change % 7; pause += 1) await turn();
      }
      ends = true;
      await Promise.all(readers);
      expect(older).toEqual([]);
      expect(answers).toBeGreaterThan(100);
    },
  );
});
