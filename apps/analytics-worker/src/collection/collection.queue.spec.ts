import { EventEmitter } from 'node:events';
import { Logger } from '@nestjs/common';
import { CollectionQueue } from './collection.queue.js';

it('hears of failed connections of its queue: BullMQ would write them raw to standard error', () => {
  const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
  const queue = new EventEmitter();
  new CollectionQueue(queue as never);
  expect(queue.emit('error', new Error('connect ECONNREFUSED'))).toBe(true);
  expect(warn).toHaveBeenCalledTimes(1);
  warn.mockRestore();
});
