import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { keepSecrets } from './secrets.js';

describe('keepSecrets', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'secrets-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('makes secrets of the right shape once, for the owner only', async () => {
    const first = await keepSecrets(folder);
    expect(first.SANDBOX_TOKEN).toMatch(/^\d{10}:[A-Za-z0-9_-]{35}$/);
    expect(first.WEBHOOK_SECRET).toMatch(/^[A-Za-z0-9_-]{32,256}$/);
    expect(await keepSecrets(folder)).toEqual(first);
    expect((await stat(join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  it('adds a secret that a newer version needs and keeps the others', async () => {
    const { POSTGRES_PASSWORD } = await keepSecrets(folder);
    await writeFile(join(folder, 'secrets.json'), JSON.stringify({ POSTGRES_PASSWORD }));
    const secrets = await keepSecrets(folder);
    expect(secrets.POSTGRES_PASSWORD).toBe(POSTGRES_PASSWORD);
    expect(JSON.parse(await readFile(join(folder, 'secrets.json'), 'utf8'))).toEqual(secrets);
  });

  it('says what to do about a damaged file', async () => {
    await writeFile(join(folder, 'secrets.json'), '{"POSTGRES_PASS');
    await expect(keepSecrets(folder)).rejects.toMatchObject({
      code: 'E_DATA_FOLDER',
      remedy: expect.stringContaining('npm start -- --fresh'),
    });
  });
});
