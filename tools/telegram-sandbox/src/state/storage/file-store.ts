import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SandboxStorageError } from './storage.errors.js';

/** The bytes of uploaded files, by number. */
export interface FileStore {
  write(number: number, bytes: Buffer): Promise<void>;
  /** Undefined when there is none (any more). */
  read(number: number): Promise<Buffer | undefined>;
  remove(number: number): Promise<void>;
}

/** Files that are gone with the process. */
export function memoryFileStore(): FileStore {
  const files = new Map<number, Buffer>();
  return {
    write: async (number, bytes) => void files.set(number, bytes),
    read: async (number) => files.get(number),
    remove: async (number) => void files.delete(number),
  };
}

/** Files in a folder, one each; a half-written one is never seen. */
export function folderFileStore(folder: string): FileStore {
  const path = (number: number): string => join(folder, `${number}.bin`);
  return {
    write: async (number, bytes) => {
      const unfinished = `${path(number)}.part`;
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(unfinished, bytes);
        await rename(unfinished, path(number));
      } catch (cause) {
        throw new SandboxStorageError(
          `Can't keep an uploaded file in ${folder}: check that there is space and that it may be written.`,
          folder,
          { cause },
        );
      }
    },
    read: (number) => readFile(path(number)).catch(() => undefined),
    remove: (number) => rm(path(number), { force: true }),
  };
}
