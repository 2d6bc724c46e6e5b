/** The database to work on, from `DATABASE_URL`. Ends the process with a message when it is missing. */
export function databaseUrl(): string {
  // eslint-disable-next-line no-restricted-properties -- a command line tool has no configuration service to ask
  const url = process.env['DATABASE_URL'];
  if (!url || !/^postgres(ql)?:/.test(url)) {
    console.error('Set DATABASE_URL to postgres://user:password@host:port/database.');
    process.exit(2);
  }
  return url;
}

/** Runs a command; on failure prints the reason and its cause, without stack or credentials, and exits with 1. */
export async function run(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    console.error(error instanceof Error ? error.message || error.name : 'The command failed.');
    if (error instanceof Error && error.cause instanceof Error)
      console.error(`Because: ${error.cause.message}`);
    process.exitCode = 1;
  }
}
