import { ConnectionBudget } from './connection-budget.js';

describe('ConnectionBudget', () => {
  const budget = new ConnectionBudget([
    { service: 'worker', poolMax: 10, maxReplicas: 8, surge: 1 },
    { service: 'monitor', poolMax: 3, maxReplicas: 1, surge: 1 },
  ]);

  it('adds up every service at its largest, roll-out included', () => {
    expect(budget.against({ maxConnections: 100, reserved: 3 })).toMatchObject({
      fits: true,
      required: 96,
      available: 97,
      shares: [{ connections: 90 }, { connections: 6 }],
    });
  });

  it('says what to change when it does not fit', () => {
    const result = budget.against({ maxConnections: 98, reserved: 3 });
    expect(result.fits).toBe(false);
    expect(result.message).toContain('take 96 of 95 connections (98 less 3 reserved)');
    expect(result.message).toContain('Lower poolMax');
  });

  it('speaks for one service alone where it knows of no other', () => {
    const alone = new ConnectionBudget([{ service: 'monitor', poolMax: 4, maxReplicas: 1, surge: 1 }]);
    expect(alone.against({ maxConnections: 100, reserved: 3 }).message).toContain(
      'holds: monitor at its largest takes 8 of 97 connections',
    );
  });

  it('reads the limits of the real server', async () => {
    const server = {
      query: <Row extends object>() =>
        Promise.resolve([
          { name: 'max_connections', setting: '200' },
          { name: 'superuser_reserved_connections', setting: '3' },
          { name: 'reserved_connections', setting: '2' },
        ] as unknown as Row[]),
    };
    expect(await budget.checkBudget(server, { extraReserved: 10 })).toMatchObject({
      available: 185,
      fits: true,
    });
  });
});
