import { Histogram, register, Registry } from 'prom-client';
import { SecondsHistogram } from './seconds-histogram.js';

const name = 'some_seconds';
const help = 'How long.';

describe('a histogram of seconds', () => {
  const ours = SecondsHistogram.named(name, help);

  it('reads as one of prom-client does', async () => {
    const registers = [new Registry()];
    const buckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
    const theirs = new Histogram({ name, help, labelNames: ['queue', 'pattern'], buckets, registers });
    for (const seconds of [0, 0.001, 0.0011, 0.3, 60, 61]) {
      ours.observe('q', 'p', seconds);
      theirs.observe({ queue: 'q', pattern: 'p' }, seconds);
    }
    ours.cell('q', 'other');
    theirs.zero({ queue: 'q', pattern: 'other' });
    expect(await register.getSingleMetricAsString(name)).toBe(
      await registers[0]?.getSingleMetricAsString(name),
    );
  });

  it('is one for a name, and begins anew when the registry is reset', async () => {
    expect(SecondsHistogram.named(name, help)).toBe(ours);
    register.resetMetrics();
    expect(await register.getSingleMetricAsString(name)).not.toContain('{');
  });
});
