import { WorkWindow } from './work-window.js';

describe('a work window', () => {
  it.each([
    [4, 8],
    [64, 32],
    [1_000, 128],
  ])('of %i takes at most %i at once', (limit, share) => {
    expect(new WorkWindow(limit).share).toBe(share);
  });
});
