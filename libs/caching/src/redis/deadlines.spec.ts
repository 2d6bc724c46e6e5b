import { Deadlines } from './deadlines.js';

describe('Deadlines', () => {
  it('tells of an operation that is begun when another one is told late', async () => {
    const deadlines = new Deadlines(1);
    await new Promise<void>((resolve) =>
      deadlines.begin(() => {
        deadlines.begin(() => resolve());
      }),
    );
  });

  it('tells nobody whose operation was over in time', async () => {
    const deadlines = new Deadlines(1);
    let told = 0;
    deadlines.end(deadlines.begin(() => (told += 1)));
    await new Promise<void>((resolve) => deadlines.begin(resolve));
    expect(told).toBe(0);
  });
});
