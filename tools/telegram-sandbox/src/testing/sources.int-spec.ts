import {
  BotApiSource,
  createTelegramClient,
  PreviewSource,
  TelegramApi,
  TelegramLimiter,
  type FigureSource,
} from '@analyticbot/telegram';
import { collect, sourceChecks, type SourceUnderTest } from '@analyticbot/telegram/source-checks';
import { anna, closeTestSandboxes, daily, startTestSandbox, type TestSandbox } from './test-sandbox.js';

const channel = { id: String(daily), username: 'demo_daily' };
const missing = { id: '-1009999999999', username: 'nobody_here' };

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  await sandbox.post(`/sandbox/channels/${daily}/bot`, { admin: true, byUserId: anna });
});
afterAll(closeTestSandboxes);

const sources: readonly [string, () => FigureSource][] = [
  ['PreviewSource over the pages', () => new PreviewSource({ root: sandbox.url })],
  [
    'BotApiSource over the Bot API',
    () => {
      const { url: apiRoot, token } = sandbox;
      const limiter = new TelegramLimiter({ token, localShare: 1 });
      return new BotApiSource(new TelegramApi(createTelegramClient({ token, apiRoot, limiter })));
    },
  ],
];

describe.each(sources)('%s as a source', (_name, make) => {
  let under: SourceUnderTest;
  beforeAll(async () => {
    const chat = await sandbox.result<{ title: string }>('getChat', { chat_id: daily });
    const subscribers = await sandbox.result<number>('getChatMemberCount', { chat_id: daily });
    under = { source: make(), channel, missing, expected: { subscribers, title: chat.title } };
  });

  it.each(sourceChecks)('$name', async ({ check }) => {
    await expect(check(under)).resolves.toBeUndefined();
  });
});

it('reads the posts that are there, and no longer one that was deleted', async () => {
  const source = new PreviewSource({ root: sandbox.url });
  const happen = (event: object) => sandbox.post(`/sandbox/channels/${daily}/events`, event);
  const { messageId } = (await happen({ kind: 'post', text: 'Read me' })).body as { messageId: number };
  const newest = async () => (await collect(source.readPosts(channel, { limit: 1 })))[0];
  expect(await newest()).toMatchObject({ messageId, excerpt: 'Read me' });
  await happen({ kind: 'delete', messageId });
  expect((await newest())?.messageId).toBeLessThan(messageId);
});
