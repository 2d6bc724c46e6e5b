import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { withFileLock } from './file-lock.js';

describe('withFileLock', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lock-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('lets one in at a time', async () => {
    const path = join(folder, 'lock');
    let inside = 0;
    let most = 0;
    const work = () =>
      withFileLock(path, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
      });
    await Promise.all([work(), work(), work()]);
    expect(most).toBe(1);
  });

  it('takes over the lock of a process that died', async () => {
    const path = join(folder, 'lock');
    // Beyond the highest pid Linux gives away.
    await writeFile(path, '4194305');
    await expect(withFileLock(path, () => Promise.resolve('in'))).resolves.toBe('in');
  });

  it('gives up at its deadline', async () => {
    const path = join(folder, 'lock');
    await writeFile(path, String(process.pid));
    await expect(withFileLock(path, () => Promise.resolve(), 1)).rejects.toMatchObject({
      code: 'E_LOCK_TIMEOUT',
    });
  });
});
