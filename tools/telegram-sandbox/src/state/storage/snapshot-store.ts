import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { errorCode } from '../../error-code.js';
import { type Snapshot, snapshotSchema } from './snapshot.schema.js';
import { SandboxStorageError } from './storage.errors.js';

/** How long changes are gathered before they are written. */
const quietMs = 300;

/**
 * Keeps the sandbox's state in one file. Writes are gathered, one at a time, and replace the file whole: a crash leaves the
 * last complete state.
 */
export class SnapshotStore {
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly path: string,
    private readonly take: () => Snapshot,
    private readonly onError: (error: SandboxStorageError) => void,
  ) {}

  /** Something changed: write soon. */
  schedule(): void {
    this.timer ??= setTimeout(() => void this.flush().catch(this.onError), quietMs);
  }

  /** Writes the present state now; resolves when it is on the disk. @throws SandboxStorageError */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const next = this.writing.catch(() => undefined).then(() => this.write());
    this.writing = next;
    return next;
  }

  private async write(): Promise<void> {
    const unfinished = `${this.path}.part`;
    try {
      await mkdir(dirname(this.path), { recursive: true });
      const file = await open(unfinished, 'w', 0o600);
      try {
        await file.writeFile(JSON.stringify(this.take()));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(unfinished, this.path);
    } catch (cause) {
      throw new SandboxStorageError(
        `Can't write ${this.path}: check that there is space and that the folder may be written.`,
        this.path,
        { cause },
      );
    }
  }
}

/** The kept state, or undefined when there is none yet. @throws SandboxStorageError when the file can't be used. */
export async function loadSnapshot(path: string): Promise<Snapshot | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return undefined;
    throw new SandboxStorageError(
      `Can't read ${path}: check that it lies in a folder and may be read.`,
      path,
      { cause },
    );
  }
  const unusable = (reason: string, cause: unknown): SandboxStorageError =>
    new SandboxStorageError(
      `${path} can't be used (${reason}): move it away or delete it to begin with a fresh sandbox.`,
      path,
      { cause },
    );
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw unusable('it is no JSON', cause);
  }
  const result = snapshotSchema.safeParse(json);
  if (!result.success) {
    const first = result.error.issues[0];
    throw unusable(
      `its part "${first?.path.map(String).join('.') ?? ''}" is broken`,
      z.treeifyError(result.error),
    );
  }
  return result.data;
}
