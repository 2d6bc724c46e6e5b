import type { Queryable } from '../database/connection.js';
import type { IndexDeclaration } from './index-declaration.js';

interface ExistingIndex {
  readonly valid: boolean;
}

/** Builds one index unless a valid one of its name exists. An invalid leftover is dropped and built again. */
export async function buildIndex(
  connection: Queryable,
  declaration: IndexDeclaration,
): Promise<'present' | 'created' | 'rebuilt'> {
  const existing = await findIndex(connection, declaration.name);
  if (existing?.valid) return 'present';
  const partitions = await partitionsOf(connection, declaration.table);
  if (partitions === null)
    await buildOnTable(connection, declaration.name, declaration.table, declaration, existing);
  else await buildOnPartitions(connection, declaration, partitions, existing);
  return existing ? 'rebuilt' : 'created';
}

async function buildOnTable(
  connection: Queryable,
  name: string,
  table: string,
  { definition, unique }: IndexDeclaration,
  existing: ExistingIndex | undefined,
): Promise<void> {
  if (existing?.valid) return;
  if (existing) await connection.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
  await connection.query(
    `CREATE ${unique ? 'UNIQUE ' : ''}INDEX CONCURRENTLY ${name} ON ${table} ${definition}`,
  );
}

/**
 * PostgreSQL can't build on a partitioned table concurrently. So: an empty index on the parent, one built concurrently
 * on each partition, each attached. The parent's becomes valid with the last one, and new partitions get theirs by themselves.
 */
async function buildOnPartitions(
  connection: Queryable,
  declaration: IndexDeclaration,
  partitions: readonly string[],
  existing: ExistingIndex | undefined,
): Promise<void> {
  const { name, table, definition, unique } = declaration;
  if (!existing) {
    await connection.query(`CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${name} ON ONLY ${table} ${definition}`);
  }
  for (const partition of partitions) {
    if (await hasAttachedIndex(connection, name, partition)) continue;
    const part = `${partition}_${name}`.slice(0, 63);
    await buildOnTable(connection, part, partition, declaration, await findIndex(connection, part));
    await connection.query(`ALTER INDEX ${name} ATTACH PARTITION ${part}`);
  }
}

async function findIndex(connection: Queryable, name: string): Promise<ExistingIndex | undefined> {
  const [row] = await connection.query<ExistingIndex>(
    `SELECT i.indisvalid AS valid FROM pg_index i WHERE i.indexrelid = to_regclass($1)`,
    [name],
  );
  return row;
}

/** The partitions' names, or null when the table is not partitioned. */
async function partitionsOf(connection: Queryable, table: string): Promise<string[] | null> {
  const [parent] = await connection.query<{ partitioned: boolean }>(
    `SELECT relkind = 'p' AS partitioned FROM pg_class WHERE oid = to_regclass($1)`,
    [table],
  );
  if (!parent?.partitioned) return null;
  const rows = await connection.query<{ name: string }>(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = to_regclass($1) ORDER BY 1`,
    [table],
  );
  return rows.map((row) => row.name);
}

async function hasAttachedIndex(
  connection: Queryable,
  parentIndex: string,
  partition: string,
): Promise<boolean> {
  const rows = await connection.query(
    `SELECT 1 FROM pg_inherits h JOIN pg_index i ON i.indexrelid = h.inhrelid
     WHERE h.inhparent = to_regclass($1) AND i.indrelid = to_regclass($2)`,
    [parentIndex, partition],
  );
  return rows.length > 0;
}
