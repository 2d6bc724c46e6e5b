import { isExported, metricsIn } from './exported-metrics.js';
import { metricsOfExpression } from './promql.js';

describe('metricsIn', () => {
  it('finds names in definitions and in calls of a maker, with and without type arguments', () => {
    const source = `
      import { Gauge } from 'prom-client';
      new Gauge({ name: 'db_pool_max', help: 'x' });
      counter(
        'messaging_messages_sent_total', 'Messages.', labels);
      const g = gauge<'queue'>('messaging_queue_backlog', 'x');
      expect(x).toBe('not_a_definition');
    `;
    expect(metricsIn(source)).toEqual([
      'db_pool_max',
      'messaging_messages_sent_total',
      'messaging_queue_backlog',
    ]);
  });

  it('takes no name from a file that has nothing to do with metrics', () => {
    expect(metricsIn(`const job = { name: 'collect_channel' }`)).toEqual([]);
  });
});

it('knows the three series of a histogram', () => {
  const metrics = [{ name: 'http_request_seconds', file: 'x' }];
  expect(isExported('http_request_seconds_bucket', metrics)).toBe(true);
  expect(isExported('http_request_seconds_total', metrics)).toBe(false);
});

describe('metricsOfExpression', () => {
  it.each([
    ['max by (namespace, queue) (a_seconds{queue=~"worker.+"}) > 60', ['a_seconds']],
    [
      'histogram_quantile(0.95, sum(rate(b_bucket{x!~"/metrics"}[5m])) by (le)) >= 0 or 0 * c_total',
      ['b_bucket', 'c_total'],
    ],
    ['absent(d_age) and on() e:recorded > 1e3', ['d_age', 'e:recorded']],
    ['sum(f{}) unless g offset 5m', ['f', 'g']],
  ])('%s', (expression, expected) => {
    expect(metricsOfExpression(expression)).toEqual(expected);
  });
});
