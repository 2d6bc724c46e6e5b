import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@analyticbot/testing';
import { startSuite, webhookSecret, type Suite } from './suite/suite.js';

const recordings = process.env['RECORDINGS_DIR'] || undefined;
const described = recordings === undefined ? describe.skip : describe;
const why = recordings === undefined ? ' (skipped: RECORDINGS_DIR is not set)' : '';

described(`recorded updates${why}`, () => {
  let suite: Suite;
  beforeAll(async () => {
    suite = await startSuite({ webhook: true });
  });
  afterAll(() => suite?.stop());

  it.each(['teloxide_updates.jsonl', 'nutgram_updates.jsonl'])(
    'of %s are handled or ignored, none is an error',
    async (file) => {
      const lines = readFileSync(join(recordings ?? '', 'updates', file), 'utf8')
        .split('\n')
        .filter((line) => line.trim() !== '');
      expect(lines.length).toBeGreaterThan(10);
      for (const [index, line] of lines.entries()) {
        const response = await post(withOwnId(line, index));
        expect([200, 400]).toContain(response.status);
        // Only what is no update at all may be refused.
        if (response.status === 400) expect(isUpdate(line)).toBe(false);
      }
      await eventually(async () => expect(await backlog()).toEqual({ backlog: 0, dead: 0 }), {
        timeoutMs: 30_000,
      });
    },
  );

  it('leave every service alive', async () => {
    for (const url of Object.values(suite.urls)) {
      expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    }
  });

  const post = (body: string): Promise<Response> =>
    fetch(`${suite.urls['bot-gateway']}/telegram/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': webhookSecret },
      body,
    });

  const backlog = async () => {
    const response = await fetch(`${suite.urls['performance-monitor']}/metrics/application`);
    type Queue = { backlog: number; dead: number };
    const body = (await response.json()) as { replicas: { value: { queues?: Record<string, Queue> }[] } };
    const queues = body.replicas.value.flatMap((replica) => Object.values(replica.queues ?? {}));
    expect(queues.length).toBeGreaterThan(0);
    return {
      backlog: Math.max(...queues.map((queue) => queue.backlog)),
      dead: Math.max(...queues.map((queue) => queue.dead)),
    };
  };
});

/** The recordings share ids: each gets one of its own, or it would count as seen before. */
function withOwnId(line: string, index: number): string {
  return line.replace(/"update_id":\s*\d+/, `"update_id":${700_000 + index}`);
}

function isUpdate(line: string): boolean {
  try {
    const value = JSON.parse(line) as { update_id?: unknown };
    return Number.isSafeInteger(value.update_id);
  } catch {
    return false;
  }
}
