/** The database lacks migrations that this version of the code needs. */
export class SchemaOutdatedError extends Error {
  readonly code = 'E_SCHEMA_OUTDATED';
  constructor(readonly pending: readonly string[]) {
    super(
      `The database schema lacks ${pending.length} migration(s): ${pending.join(', ')}. ` +
        'Run "npx nx run storage:migrate" with DATABASE_URL set, then start again.',
    );
    this.name = 'SchemaOutdatedError';
  }
}

/** Another process held the migration lock for the whole time allowed. */
export class MigrationLockError extends Error {
  readonly code = 'E_MIGRATION_LOCK';
  constructor(readonly waitedMs: number) {
    super(
      `Another process has been migrating this database for more than ${Math.round(waitedMs / 1000)} s. ` +
        'Wait for it to end, or look in pg_locks for who holds the advisory lock.',
    );
    this.name = 'MigrationLockError';
  }
}
