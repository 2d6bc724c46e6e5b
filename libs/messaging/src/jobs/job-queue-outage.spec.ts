import { Logger } from '@nestjs/common';
import { JobQueueOutage } from './job-queue-outage.js';

describe('the log of a job queue without Redis', () => {
  const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
  const log = jest.spyOn(Logger.prototype, 'log').mockImplementation();
  beforeEach(() => jest.clearAllMocks());
  afterAll(() => jest.restoreAllMocks());

  it('says once a minute that it is away, and once that it is back', () => {
    let now = 1_000_000;
    const outage = new JobQueueOutage('collection', () => now);
    for (let attempt = 0; attempt < 40; attempt += 1) outage.failed(new Error('connect ECONNREFUSED'));
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledWith(
      expect.objectContaining({ queue: 'collection', because: 'connect ECONNREFUSED' }),
    );

    now += 60_000;
    outage.failed(new Error('connect ECONNREFUSED'));
    expect(warn).toHaveBeenCalledTimes(2);

    outage.over();
    outage.over();
    expect(log).toHaveBeenCalledTimes(1);
    expect(log).toHaveBeenCalledWith(expect.objectContaining({ queue: 'collection', failures: 41 }));

    outage.failed(new Error('connect ECONNREFUSED'));
    expect(warn).toHaveBeenCalledTimes(3);
  });
});
