import pg from 'pg';

import { EmbeddedError } from '../embedded.errors.js';

const DUPLICATE_DATABASE = '42P04';
const INVALID_PASSWORD = '28P01';

/**
 * Creates the database unless it is there.
 * @param url of any database on the server
 * @throws EmbeddedError `E_POSTGRES_DATA_DIR` when the cluster was made with another password.
 */
export async function ensureDatabase(url: string, database: string): Promise<void> {
  const admin = new URL(url);
  admin.pathname = '/postgres';
  const client = new pg.Client({ connectionString: admin.href, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
  } catch (cause) {
    const { code } = cause as { code?: string };
    if (code === DUPLICATE_DATABASE) return;
    if (code === INVALID_PASSWORD) {
      throw new EmbeddedError(
        'E_POSTGRES_DATA_DIR',
        'the PostgreSQL data folder was made with another password',
        'Give the password of its first start, or start with an empty folder.',
        { cause },
      );
    }
    throw cause;
  } finally {
    await client.end().catch(() => undefined);
  }
}
