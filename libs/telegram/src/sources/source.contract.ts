import { sourceChecks, type SourceUnderTest } from './source.checks.js';

/** The suite for a source over the channel that the doubles of this library know. */
export function describeSource(name: string, start: () => Promise<Omit<SourceUnderTest, 'expected'>>): void {
  describe(`${name} as a source`, () => {
    let under: SourceUnderTest;
    beforeAll(async () => {
      under = { ...(await start()), expected: { subscribers: 1_234, title: 'Our channel' } };
    });

    it.each(sourceChecks)('$name', async ({ check }) => {
      await expect(check(under)).resolves.toBeUndefined();
    });
  });
}
