import { CommandLineError, readCommandLine, usage } from './cli-options.js';
import { createSandbox } from './create-sandbox.js';
import { errorCode } from './error-code.js';

/** Connections that are still open then are cut. */
const stopMs = 5000;

async function main(): Promise<void> {
  const options = readCommandLine(process.argv.slice(2));
  if (options === 'help') {
    console.log(usage);
    return;
  }
  const sandbox = await createSandbox(options);
  const stop = (): void => {
    setTimeout(() => process.exit(1), stopMs).unref();
    sandbox.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  console.log(`sandbox ready on ${sandbox.url}`);
}

function fail(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  console.error(
    errorCode(error) === 'EADDRINUSE'
      ? `${message}: choose another port with --port, or stop what uses it.`
      : message,
  );
  if (error instanceof CommandLineError) console.error(`\n${usage}`);
  process.exit(1);
}

main().catch(fail);
