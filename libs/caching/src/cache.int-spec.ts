import { startTestRedis, type TestRedis } from '@analyticbot/testing';
import { cacheContract, combinations } from './cache.contract.js';

let redis: TestRedis;

beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.stop());

describe.each(combinations)('the cache of $name', (combination) => {
  cacheContract(combination, () => redis.url);
});
