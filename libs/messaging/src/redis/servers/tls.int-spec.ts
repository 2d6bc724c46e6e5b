import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@analyticbot/embedded';
import { SourceProcess, startTestRedis, type TestRedis } from '@analyticbot/testing';
import { MessagingUnavailableError } from '../../index.js';
import { deedAsked, deeds, deedWanted } from '../../faults/fault-service.contract.js';
import { startApp, type TestApp } from '../../testing/test-app.contract.js';

const program = join(__dirname, '../../faults/fault-worker.contract.ts');

describe('a Redis that speaks TLS', () => {
  let folder: string;
  let certificate: string;
  let redis: TestRedis;
  /** With TLS and without, on the same server. */
  let secureUrl: string;
  let caller: TestApp;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tls-redis-'));
    certificate = join(folder, 'redis.crt');
    const key = join(folder, 'redis.key');
    await promisify(execFile)('openssl', [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '1',
      ],
      ...[
        '-subj',
        '/CN=localhost',
        '-addext',
        'subjectAltName=DNS:localhost',
        '-keyout',
        key,
        '-out',
        certificate,
      ],
    ]);
    const port = await freePort();
    redis = await startTestRedis({
      args: [
        ...['--tls-port', String(port), '--tls-auth-clients', 'no'],
        ...['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', certificate],
      ],
    });
    secureUrl = `rediss://localhost:${port}`;
    caller = await startApp({ redisUrl: redis.url, queues: [deeds] });
  });
  afterAll(async () => {
    await caller.close();
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('is used by a service whose address begins with rediss:// and who trusts its certificate', async () => {
    const worker = SourceProcess.start(program, [JSON.stringify({ redisUrl: secureUrl })], {
      NODE_EXTRA_CA_CERTS: certificate,
    });
    await worker.until((said) => said.includes('consuming'));
    await expect(caller.work.request(deedAsked, { n: 4 })).resolves.toBe(8);
    await worker.kill9();
  });

  it('is not used by one who does not trust its certificate', async () => {
    const distrusting = await startApp({ redisUrl: secureUrl, queues: [deeds], commandTimeoutMs: 300 });
    await expect(distrusting.work.publish(deedWanted, { n: 1 })).rejects.toBeInstanceOf(
      MessagingUnavailableError,
    );
    await distrusting.close();
  });
});
