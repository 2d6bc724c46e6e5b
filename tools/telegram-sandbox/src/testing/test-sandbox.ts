import { createSandbox, type RunningSandbox } from '../create-sandbox.js';
import { type SandboxOptions } from '../sandbox-options.js';

/** An answer of the Bot API as a client sees it. */
export interface ApiAnswer {
  ok: boolean;
  result?: unknown;
  error_code?: number;
  description?: string;
  parameters?: { retry_after?: number; migrate_to_chat_id?: number };
}

/** An answer of the control API. */
export interface ControlAnswer {
  status: number;
  body: unknown;
}

/** A sandbox on a free port with clients for both of its interfaces. */
export interface TestSandbox extends RunningSandbox {
  /** A Bot API call with a JSON body. */
  api(method: string, parameters?: Record<string, unknown>): Promise<ApiAnswer>;
  /** A Bot API call that must succeed; its result. */
  result<Result>(method: string, parameters?: Record<string, unknown>): Promise<Result>;
  get(path: string): Promise<ControlAnswer>;
  post(path: string, body: unknown): Promise<ControlAnswer>;
}

/** People and channels of every sandbox. */
export const anna = 710_001;
export const rustam = 710_002;
export const stranger = 710_005;
export const daily = -1_001_720_000_001;
export const kitchen = -1_001_720_000_002;
export const studio = -1_001_720_000_003;

const running: RunningSandbox[] = [];

/** Starts a sandbox with a clock that stands still at a fixed moment, so that nothing happens by itself. */
export async function startTestSandbox(options: SandboxOptions = {}): Promise<TestSandbox> {
  const sandbox = await createSandbox({ port: 0, start: new Date('2026-03-10T12:00:00Z'), ...options });
  running.push(sandbox);
  sandbox.context.clock.change({ frozen: true });
  const control = async (path: string, init?: RequestInit): Promise<ControlAnswer> => {
    const response = await fetch(sandbox.url + path, init);
    return { status: response.status, body: await response.json() };
  };
  const api = async (method: string, parameters: Record<string, unknown> = {}): Promise<ApiAnswer> => {
    const response = await fetch(`${sandbox.url}/bot${sandbox.token}/${method}`, jsonPost(parameters));
    return (await response.json()) as ApiAnswer;
  };
  return {
    ...sandbox,
    api,
    result: async <Result>(method: string, parameters?: Record<string, unknown>) => {
      const answer = await api(method, parameters);
      if (!answer.ok) throw new Error(`${method}: ${answer.description}`);
      return answer.result as Result;
    },
    get: (path) => control(path),
    post: (path, body) => control(path, jsonPost(body)),
  };
}

/** To be called after each test. */
export async function closeTestSandboxes(): Promise<void> {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
}

/** A picture of one point. */
export const onePixelPng = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

function jsonPost(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
