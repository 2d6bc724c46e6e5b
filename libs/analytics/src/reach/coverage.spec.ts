import { coverageOfDays } from '../index.js';

it('counts the days that have a value, each once', () => {
  const days = [
    { day: '2026-11-01', value: 3 },
    { day: '2026-11-01', value: 3 },
    { day: '2026-11-02', value: null },
    { day: '2026-11-03', value: 0 },
  ];
  expect(coverageOfDays(days)).toEqual({ have: 2, of: 3, unit: 'days' });
});
