import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pathToFileURL } from 'node:url';

const run = promisify(execFile);
const tool = join(__dirname, '..');

/** Runs Node.js from another folder than the workspace and resolves to what it printed, whatever its exit code. */
const node = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  run(process.execPath, args, { cwd: tmpdir() }).then(
    (output) => ({ code: 0, ...output }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );

describe('start.mjs', () => {
  it('helps without starting anything', async () => {
    const { code, stdout } = await node(join(tool, 'start.mjs'), '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('--fresh');
  });

  it('refuses an option it does not know', async () => {
    const { code, stderr } = await node(join(tool, 'start.mjs'), '--frehs');
    expect(code).toBe(2);
    expect(stderr).toContain('unknown option --frehs');
  });
});

describe('install.mjs', () => {
  const install = pathToFileURL(join(tool, 'bootstrap/install.mjs')).href;

  it.each(['18.19.0', '20.10.0'])('refuses Node.js %s', async (version) => {
    const { code, stderr } = await node(
      '--input-type=module',
      '-e',
      `(await import('${install}')).checkNode('${version}')`,
    );
    expect(code).toBe(1);
    expect(stderr).toContain(`Node.js ${version} is too old`);
  });

  it.each(['20.11.0', '22.0.0', '24.1.0'])('takes Node.js %s', async (version) => {
    const { code } = await node(
      '--input-type=module',
      '-e',
      `(await import('${install}')).checkNode('${version}')`,
    );
    expect(code).toBe(0);
  });

  describe('isInstalled', () => {
    let root: string;
    beforeEach(async () => {
      root = await mkdtemp(join(tmpdir(), 'lock '));
      await mkdir(join(root, 'node_modules'));
    });
    afterEach(() => rm(root, { recursive: true, force: true }));

    const isInstalled = async (wanted: object, present?: object) => {
      await writeFile(join(root, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...wanted } }));
      if (present)
        await writeFile(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages: present }));
      const code = `console.log(String(await (await import('${install}')).isInstalled(${JSON.stringify(root)})))`;
      return (await node('--input-type=module', '-e', code)).stdout.trim();
    };
    const pg = { 'node_modules/pg': { version: '8.0.0' } };

    it('is true when all that is wanted is there', async () => {
      const binary = { 'node_modules/binary-for-another-platform': { version: '1.0.0', optional: true } };
      expect(await isInstalled({ ...pg, ...binary }, pg)).toBe('true');
    });

    it('is false when nothing was installed, or not to the end', async () => {
      expect(await isInstalled(pg)).toBe('false');
    });

    it('is false when the lock asks for another version or one more package', async () => {
      expect(await isInstalled({ 'node_modules/pg': { version: '8.1.0' } }, pg)).toBe('false');
      expect(await isInstalled({ ...pg, 'node_modules/ioredis': { version: '5.0.0' } }, pg)).toBe('false');
    });
  });
});
