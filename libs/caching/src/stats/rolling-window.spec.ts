import { hitRate, RollingWindow } from './rolling-window.js';

describe('the windowed hit rate', () => {
  it('covers the window and no more', () => {
    const window = new RollingWindow(300_000);
    window.count(true, 0);
    window.count(false, 1_000);
    window.count(true, 200_000);
    expect(window.sum(200_000)).toEqual({ hits: 2, lookups: 3 });
    expect(window.sum(305_000)).toEqual({ hits: 1, lookups: 1 });
    expect(window.sum(900_000)).toEqual({ hits: 0, lookups: 0 });
  });

  it('uses slots again for a later time', () => {
    const window = new RollingWindow(30_000);
    window.count(false, 500);
    window.count(true, 30_500);
    expect(window.sum(30_500)).toEqual({ hits: 1, lookups: 1 });
  });

  it('invents no rate when nobody asked', () => {
    expect(hitRate({ hits: 0, lookups: 0 })).toBeNull();
    expect(hitRate({ hits: 3, lookups: 4 })).toBe(0.75);
  });
});
