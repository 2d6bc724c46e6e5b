import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../../..');

/** What lint says of a file with this one import, as if it stood there. */
function lint(file: string, source: string): string {
  const { stdout } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/eslint/bin/eslint.js'), '--stdin', '--stdin-filename', file],
    {
      cwd: root,
      input: source,
      encoding: 'utf8',
      env: { ...process.env, NX_DAEMON: 'false' },
      timeout: 60_000,
    },
  );
  return stdout;
}

const importing = (from: string) => `import * as other from '${from}';\nexport const used = other;\n`;

describe('lint forbids', () => {
  it.each([
    ['a neutral lib to know the domain', 'libs/messaging/src/wrong.ts', '@analyticbot/storage'],
    ['a pure lib to depend on anything of ours', 'libs/contracts/src/wrong.ts', '@analyticbot/config'],
    ['an app to import test code', 'apps/bot-gateway/src/wrong.ts', '@analyticbot/testing'],
    [
      'an app to reach into an app',
      'apps/bot-gateway/src/wrong.ts',
      '../../analytics-worker/src/worker.tokens.js',
    ],
    ['a lib to reach into tools', 'libs/messaging/src/wrong.ts', '../../../tools/start/src/main.js'],
  ])('%s', (_what, file, from) => {
    expect(lint(file, importing(from))).toContain('@nx/enforce-module-boundaries');
  });

  it('the environment to be read outside of libs/config', () => {
    expect(lint('libs/caching/src/wrong.ts', "export const x = process.env['X'];\n")).toContain(
      'no-restricted-properties',
    );
  });

  it('services to talk past the messaging library', () => {
    const wrong = `
      import { ClientsModule, Transport } from '@nestjs/microservices';
      import { BullModule } from '@nestjs/bullmq';
      import { Redis } from 'ioredis';
      import { request } from 'node:http';
      export const used = [ClientsModule, Transport, BullModule, Redis, request, () => fetch('http://analytics-worker:8002')];
    `;
    const said = lint('apps/bot-gateway/src/wrong.ts', wrong);
    expect(said.match(/Services talk through @analyticbot\/messaging only/g)).toHaveLength(6);
    const right = `
      import { Ctx, Payload } from '@nestjs/microservices';
      import type { Redis } from 'ioredis';
      export const used: [unknown, unknown, Redis?] = [Ctx, Payload];
    `;
    expect(lint('apps/bot-gateway/src/right.ts', right)).toBe('');
  });

  it('but not a test to use the test library', () => {
    expect(lint('libs/caching/src/right.spec.ts', importing('@analyticbot/testing'))).toBe('');
  });
});
