import { Database } from '../database/database.js';
import { createPool } from '../pool/managed-pool.js';

const log = {
  info: (line: string) => console.log(line),
  warn: (line: string) => console.error(line),
  error: (line: string) => console.error(line),
};

/**
 * Runs a command on the database of `DATABASE_URL`; `DATABASE_DIRECT_URL` goes before it, since maintenance needs a session. On failure it
 * prints the reason, without stack or credentials, and the process ends with 1; with 2 when no address is set.
 */
export async function withDatabase(command: (database: Database) => Promise<void>): Promise<void> {
  // eslint-disable-next-line no-restricted-properties -- a command line tool has no configuration service to ask
  const { DATABASE_URL, DATABASE_DIRECT_URL } = process.env;
  const url = DATABASE_DIRECT_URL || DATABASE_URL;
  if (!url || !/^postgres(ql)?:/.test(url)) {
    console.error('Set DATABASE_URL to postgres://user:password@host:port/database.');
    process.exitCode = 2;
    return;
  }
  const pool = createPool({ url, applicationName: 'pooling advise', poolMin: 0, poolMax: 3, log });
  try {
    await command(new Database(pool));
  } catch (error) {
    console.error(error instanceof Error ? error.message || error.name : 'The command failed.');
    process.exitCode = 1;
  } finally {
    await pool.end();
  }
}
