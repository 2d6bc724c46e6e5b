import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { Database } from '../database/database.js';
import { DatabaseInspector } from '../inspection/database-inspector.js';
import { createPool, type ManagedPool } from '../pool/managed-pool.js';
import { applyProposal } from './apply-proposal.js';
import { describeAdvice } from './describe-advice.js';
import { advise } from './index-advisor.js';

describe('the index advisor', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let database: Database;
  const slow = (owner: number) =>
    database.query('SELECT id FROM orders WHERE owner = $1 AND at >= $2', [owner, '2026-01-02']);
  const indexes = async () =>
    (
      await database.query<{ name: string }>(
        `SELECT indexname AS name FROM pg_indexes WHERE schemaname = 'public' AND tablename LIKE 'orders%' OR tablename LIKE 'parted%' ORDER BY 1`,
      )
    ).map(({ name }) => name);

  beforeAll(async () => {
    server = await startTestPostgres();
    pool = createPool({ url: server.url, poolMin: 0, poolMax: 3 });
    database = new Database(pool);
    await database.query('CREATE EXTENSION pg_stat_statements');
    await database.query('CREATE TABLE orders (id int PRIMARY KEY, owner int, at timestamptz, state text)');
    await database.query(
      `INSERT INTO orders SELECT g, g % 2000, timestamptz '2026-01-01' + g * interval '1 minute', 'secret-' || g % 3
       FROM generate_series(1, 40000) g`,
    );
    await database.query('CREATE TABLE parted (id int, owner int, at int) PARTITION BY RANGE (at)');
    await database.query('CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (20000)');
    await database.query('CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (20000) TO (50000)');
    await database.query('INSERT INTO parted SELECT g, g % 2000, g FROM generate_series(1, 40000) g');
    await database.query('ANALYZE');
    // The server counts rows written with a delay otherwise.
    await database.query('SELECT pg_stat_force_next_flush()');
    await database.query('SELECT pg_stat_statements_reset()');
    for (let owner = 0; owner < 20; owner += 1) await slow(owner);
    await database.query('SELECT id FROM public.orders WHERE owner = $1 ORDER BY at DESC', [5]);
    await database.query('SELECT max(id) FROM parted WHERE owner = $1', [7]);
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  it('proposes what the planner would use, with costs, writers and size, and changes nothing', async () => {
    const before = await indexes();
    const advice = await advise(database);
    expect(await indexes()).toEqual(before);
    const proposal = advice.proposals.find(({ statement }) => statement.includes('owner = $1 AND at'));
    expect(proposal).toMatchObject({
      ddl: expect.stringMatching(
        /CONCURRENTLY advised_orders_owner_at_\w+ ON "public"\."orders" \("owner", "at"\)/,
      ),
      calls: 20,
      trial: { method: 'copy', basis: 'a copy of 40000 of about 40000 rows' },
      overhead: { indexesNow: 1, rowsPerDay: expect.any(Number) },
    });
    expect(proposal?.trial.after).toBeLessThan((proposal?.trial.before ?? 0) / 5);
    expect(proposal?.overhead.sizeBytes).toBeGreaterThan(500_000);
    expect(proposal?.overhead.rowsPerDay).toBeGreaterThan(0);
  });

  it('labels arithmetic as an estimate where the planner can not be asked, and takes in the order', async () => {
    const { proposals } = await advise(database);
    expect(proposals.find(({ statement }) => statement.includes('public.orders'))).toMatchObject({
      candidate: { columns: [{ name: 'owner' }, { name: 'at', descending: true }] },
      trial: { method: 'estimate', basis: expect.stringContaining('arithmetic') },
    });
  });

  it('proposes the index of a partitioned table once, on the whole', async () => {
    const { proposals } = await advise(database);
    const parted = proposals.filter(({ statement }) => statement.includes('parted'));
    expect(parted).toMatchObject([{ candidate: { table: 'parted', columns: [{ name: 'owner' }] } }]);
    expect(await applyProposal(database, parted[0] as never)).toMatchObject({ outcome: 'kept' });
  });

  it('keeps parameters out of what it says', async () => {
    const text = describeAdvice(await advise(database));
    expect(text).toContain('owner = $1 AND at >= $2');
    expect(text).toMatch(/writers: about \d+ rows a day into 2 instead of 1 indexes; about \d/);
    expect(text).not.toContain('2026-01-02');
  });

  it('applies only on command, verifies that it helped, and then has nothing more to propose', async () => {
    const { proposals } = await advise(database);
    const proposal = proposals.find(({ statement }) => statement.includes('owner = $1 AND at'));
    const applied = await applyProposal(database, proposal as never);
    expect(applied).toMatchObject({ outcome: 'kept', because: 'the planner uses it' });
    expect(applied.after).toBeLessThan(applied.before / 5);
    expect(await indexes()).toContain(proposal?.name);
    const again = await advise(database);
    expect(again.proposals.map(({ name }) => name)).not.toContain(proposal?.name);
  });

  it('drops an index that did not help', async () => {
    const candidate = { schema: 'public', table: 'orders', columns: [{ name: 'state', descending: false }] };
    const useless = {
      candidate,
      name: 'advised_useless',
      statement: 'SELECT 1 FROM orders WHERE state <> $1',
    };
    expect(await applyProposal(database, useless as never)).toMatchObject({
      outcome: 'dropped',
      because: 'the planner does not use it',
    });
    expect(await indexes()).not.toContain('advised_useless');
  });

  it('says what it could not judge', async () => {
    await database.query(`SELECT id FROM orders WHERE at > now() - interval '1 day'`);
    const { skipped } = await advise(database);
    expect(skipped).toContainEqual({
      statement: expect.stringContaining('interval $1'),
      because: expect.stringContaining('E_NOT_EXPLAINABLE'),
    });
  });

  it('gives the plan of the worst statement, and the order by each measure', async () => {
    const inspector = new DatabaseInspector(pool);
    const top = await inspector.topStatements(100, 'calls');
    if (!top.available) throw new Error(top.because);
    const calls = top.value.map((statement) => statement.calls);
    expect(calls).toEqual([...calls].sort((a, b) => b - a));
    const worst = top.value.find(({ text }) => text.includes('owner = $1 AND at'));
    const explained = await inspector.explainStatement(worst?.id ?? '');
    expect(explained).toMatchObject({ available: true, value: { text: expect.stringContaining('$1') } });
    expect(JSON.stringify(explained)).toMatch(/"Node Type":"(Index|Bitmap)/);
    expect(await inspector.explainStatement('12')).toMatchObject({ available: false });
  });
});
