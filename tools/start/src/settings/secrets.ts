import { randomBytes, randomInt } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { START_FRESH, StartError } from '../start.errors.js';

const makers = {
  POSTGRES_PASSWORD: () => randomBytes(24).toString('hex'),
  WEBHOOK_SECRET: () => randomBytes(32).toString('hex'),
  /** The shape of a real bot token: the bot's id, a colon, 35 characters. */
  SANDBOX_TOKEN: () =>
    `${randomInt(1_000_000_000, 9_999_999_999)}:AA${randomBytes(33).toString('hex').slice(0, 33)}`,
} as const;

/** What is made up once and kept with the data. */
export type Secrets = Readonly<Record<keyof typeof makers, string>>;

/**
 * Reads the secrets of a data folder; makes those that are missing and keeps them in `secrets.json`, readable by its owner only.
 * @throws StartError `E_DATA_FOLDER` when the file is damaged
 */
export async function keepSecrets(folder: string): Promise<Secrets> {
  const file = join(folder, 'secrets.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  const kept = parse(text, file);
  const secrets = Object.fromEntries(
    Object.entries(makers).map(([name, make]) => [
      name,
      typeof kept[name] === 'string' ? kept[name] : make(),
    ]),
  ) as Secrets;
  // Renamed into place, so that a crash leaves the old file or the new one.
  await writeFile(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return secrets;
}

function parse(text: string, file: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw new StartError('E_DATA_FOLDER', `${file} is damaged`, `Start with empty data: ${START_FRESH}.`, {
      cause,
    });
  }
}
