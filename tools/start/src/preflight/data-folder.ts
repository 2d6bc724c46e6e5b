import { mkdir, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { START_FRESH, StartError } from '../start.errors.js';

/** Written into the data folder when we make it: only a folder that has it is ours. */
const MARKER = 'analyticbot.txt';
const MARKER_TEXT = `Data of AnalyticBot, made by npm start. "${START_FRESH}" deletes this folder.\n`;
const NEEDED_BYTES = 500 * 1024 * 1024;

const unusable = (folder: string, cause: unknown) =>
  new StartError(
    'E_DATA_FOLDER',
    `the data folder ${folder} cannot be used: ${(cause as Error).message}`,
    'Make it a folder that you may write to (chown, chmod), or move it away.',
    { cause },
  );

/** Deletes the data folder, whatever is in it. */
export async function wipeDataFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch((cause: unknown) => {
    throw unusable(folder, cause);
  });
}

/**
 * Makes the data folder, or makes sure that the one there is ours and can be written to, with room on its disk.
 * @throws StartError `E_DATA_FOLDER`, `E_DISK_FULL`
 */
export async function prepareDataFolder(folder: string, neededBytes = NEEDED_BYTES): Promise<void> {
  const marker = join(folder, MARKER);
  try {
    await mkdir(folder, { recursive: true });
    const entries = await readdir(folder);
    if (entries.length > 0 && !entries.includes(MARKER)) {
      throw new StartError(
        'E_DATA_FOLDER',
        `the data folder ${folder} holds files that are not AnalyticBot's`,
        `Move them away, or delete all of it and start: ${START_FRESH}.`,
      );
    }
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < neededBytes) {
      throw new StartError(
        'E_DISK_FULL',
        `only ${Math.floor((bavail * bsize) / 1024 ** 2)} MB are free on the disk of ${folder}`,
        `Free some space: ${Math.ceil(neededBytes / 1024 ** 2)} MB are needed.`,
      );
    }
    await writeFile(marker, MARKER_TEXT);
  } catch (error) {
    throw error instanceof StartError || (error as { code?: string }).code === 'ENOSPC'
      ? error
      : unusable(folder, error);
  }
}
