import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { chooseUser } from './run-as.js';

const run = promisify(execFile);
const asRoot = process.getuid?.() === 0 ? describe : describe.skip;

asRoot('chooseUser, for root', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'run as-'));
    await mkdir(join(folder, 'bin'));
    await writeFile(
      join(folder, 'bin/program'),
      '#!/bin/sh\nid -u; test -x "$0" && grep ^CapEff /proc/self/status\n',
    );
    await chmod(join(folder, 'bin/program'), 0o755);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const runProgram = async () => {
    const { owner, prefix, uid, gid } = await chooseUser([join(folder, 'bin')]);
    const [command, ...args] = [...prefix, join(folder, 'bin/program')];
    const { stdout } = await run(command as string, args, { uid, gid });
    const [user, capabilities] = stdout.trim().split('\n');
    return { owner, user, capabilities: capabilities?.split(/\s+/)[1] };
  };

  it('is another user without any privilege where everybody may enter', async () => {
    await chmod(folder, 0o755);
    const { owner, user, capabilities } = await runProgram();
    expect(owner?.uid).toBeGreaterThan(0);
    expect(user).toBe(String(owner?.uid));
    expect(capabilities).toBe('0000000000000000');
  });

  it('may pass a closed folder, and that is all it may', async () => {
    await chmod(folder, 0o700);
    const { owner, user, capabilities } = await runProgram();
    expect(user).toBe(String(owner?.uid));
    expect(capabilities).toBe('0000000000000002');
  });
});
