import { EventEmitter } from 'node:events';
import type { Redis } from 'ioredis';
import { SilenceWatch } from './silence-watch.js';

describe('a watch over the reads of a connection', () => {
  const disconnect = jest.fn();
  let connection: EventEmitter;
  let watch: SilenceWatch;

  beforeEach(() => {
    jest.useFakeTimers();
    disconnect.mockClear();
    connection = Object.assign(new EventEmitter(), { disconnect });
    watch = new SilenceWatch(connection as unknown as Redis);
  });
  afterEach(() => jest.useRealTimers());

  it('begins the connection anew, once, when a read is not answered', () => {
    watch.asked();
    jest.advanceTimersByTime(7_000);
    expect(disconnect).not.toHaveBeenCalled();
    jest.advanceTimersByTime(60_000);
    expect(disconnect.mock.calls).toEqual([[true]]);
  });

  it('lets it be while answers come, and while nothing was asked', () => {
    for (let read = 0; read < 10; read += 1) {
      watch.asked();
      jest.advanceTimersByTime(2_000);
    }
    watch.answered();
    jest.advanceTimersByTime(60_000);
    expect(disconnect).not.toHaveBeenCalled();
  });

  it('ends with the connection', () => {
    connection.emit('end');
    expect(jest.getTimerCount()).toBe(0);
  });
});
