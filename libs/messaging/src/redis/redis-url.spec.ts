import { redisOptionsFromUrl } from './redis-url.js';

describe('redisOptionsFromUrl', () => {
  it('reads host, port, user, password and database', () => {
    expect(redisOptionsFromUrl('redis://app:p%40ss@redis.internal:6380/2')).toEqual({
      host: 'redis.internal',
      port: 6380,
      username: 'app',
      password: 'p@ss',
      db: 2,
    });
  });

  it('uses TLS for rediss', () => {
    expect(redisOptionsFromUrl('rediss://redis.internal')).toEqual({
      host: 'redis.internal',
      port: 6379,
      tls: {},
    });
  });

  it('refuses anything else without repeating it', () => {
    expect(() => redisOptionsFromUrl('http://user:secret@host')).toThrow(/must begin with redis/);
    expect(() => redisOptionsFromUrl('http://user:secret@host')).not.toThrow(/secret/);
  });
});
