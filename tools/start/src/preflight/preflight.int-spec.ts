import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { prepareDataFolder, wipeDataFolder } from './data-folder.js';
import { checkPorts } from './ports.js';
import { claimDataFolder } from './single-start.js';

describe('checkPorts', () => {
  let server: Server;
  const listen = async (host: string) => {
    server = createServer().listen(0, host);
    await new Promise((resolve) => server.once('listening', resolve));
    return (server.address() as AddressInfo).port;
  };
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it.each(['127.0.0.1', '0.0.0.0'])('names the port and the process that holds it on %s', async (host) => {
    const port = await listen(host);
    await expect(checkPorts([{ port, name: 'bot-gateway' }])).rejects.toMatchObject({
      code: 'E_PORT_TAKEN',
      message: expect.stringMatching(
        new RegExp(`^port ${port}, needed by bot-gateway, is taken by process ${process.pid} \\(.+\\)$`),
      ),
      remedy: `Stop that program (kill ${process.pid}) and start again.`,
    });
  });

  it('lets free ports pass', async () => {
    const port = await listen('127.0.0.1');
    await new Promise((resolve) => server.close(resolve));
    await expect(checkPorts([{ port, name: 'bot-gateway' }])).resolves.toBeUndefined();
  });
});

describe('the data folder', () => {
  let folder: string;
  let data: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'data folder-'));
    data = join(folder, '.data');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is made, and taken again at the next start', async () => {
    await prepareDataFolder(data);
    await writeFile(join(data, 'kept'), '');
    await prepareDataFolder(data);
    expect(await readdir(data)).toContain('kept');
  });

  it('is refused when others keep their files there, until it is wiped', async () => {
    await mkdir(data);
    await writeFile(join(data, 'thesis.doc'), '');
    await expect(prepareDataFolder(data)).rejects.toMatchObject({
      code: 'E_DATA_FOLDER',
      message: expect.stringContaining("holds files that are not AnalyticBot's"),
      remedy: expect.stringContaining('npm start -- --fresh'),
    });
    await wipeDataFolder(data);
    await expect(prepareDataFolder(data)).resolves.toBeUndefined();
  });

  it('is refused when it is no folder', async () => {
    await writeFile(data, '');
    await expect(prepareDataFolder(data)).rejects.toMatchObject({ code: 'E_DATA_FOLDER' });
  });

  it('is refused when its disk is nearly full', async () => {
    await expect(prepareDataFolder(data, Number.MAX_SAFE_INTEGER)).rejects.toMatchObject({
      code: 'E_DISK_FULL',
      message: expect.stringMatching(/^only \d+ MB are free on the disk of /),
    });
  });

  it('is claimed over a claim that a crash left behind', async () => {
    await prepareDataFolder(data);
    // A pid that belongs to another program by now: that of the test runner's parent.
    await writeFile(join(data, 'start.pid'), String(process.ppid));
    const release = await claimDataFolder(data);
    expect(await readdir(data)).toContain('start.pid');
    await release();
    expect(await readdir(data)).not.toContain('start.pid');
  });
});
