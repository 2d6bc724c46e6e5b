import { migrationsTable, storageMigrations } from '../migrations/migrations.js';
import { SchemaOutdatedError } from './schema.errors.js';

/** What is needed of a connection: a TypeORM `DataSource` and pooling's `Database` both have it. */
export interface SchemaReader {
  query(text: string): Promise<unknown>;
}

/** Names of the migrations that have not run in this database, oldest first. */
export async function pendingMigrations(database: SchemaReader): Promise<string[]> {
  const expected = storageMigrations.map((migration) => migration.name);
  const found = (await database.query(`SELECT to_regclass('${migrationsTable}') IS NOT NULL AS present`)) as [
    { present: boolean },
  ];
  if (!found[0].present) return expected;
  const rows = (await database.query(`SELECT name FROM ${migrationsTable}`)) as { name: string }[];
  const done = new Set(rows.map((row) => row.name));
  return expected.filter((name) => !done.has(name));
}

/** Throws `SchemaOutdatedError`, which names the command, when migrations are pending. A newer schema is fine. */
export async function assertSchemaCurrent(database: SchemaReader): Promise<void> {
  const pending = await pendingMigrations(database);
  if (pending.length > 0) throw new SchemaOutdatedError(pending);
}
