import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Orders, Reply } from './orders.js';

const program = fileURLToPath(new URL('./replica.process.js', import.meta.url));

/** The parent's end of a replica. */
export class Replica {
  private readonly waiting = new Map<
    number,
    { resolve: (reply: object) => void; reject: (error: Error) => void }
  >();
  private last = 0;

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (reply: Reply) => {
      const one = this.waiting.get(reply.id);
      this.waiting.delete(reply.id);
      if (reply.error === undefined) one?.resolve(reply.reply ?? {});
      else one?.reject(new Error(reply.error));
    });
    child.on('exit', (code) => {
      for (const { reject } of this.waiting.values()) reject(new Error(`A replica ended with ${code}.`));
    });
  }

  /** Starts a process and waits until it is connected. */
  static async start(redisUrl: string, busUrl: string): Promise<Replica> {
    const child = fork(program, [redisUrl, busUrl], {
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const replica = new Replica(child);
    await new Promise<object>((resolve, reject) => replica.waiting.set(0, { resolve, reject }));
    return replica;
  }

  /** Has it do something. Rejects with what went wrong there. */
  tell<N extends keyof Orders>(name: N, order: Orders[N]['order']): Promise<Orders[N]['reply']> {
    const id = (this.last += 1);
    return new Promise<object>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.child.send({ id, name, order });
    });
  }

  /** Ends it. */
  async end(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const exited = new Promise((resolve) => this.child.once('exit', resolve));
    await this.tell('end', {}).catch(() => this.child.kill());
    await exited;
  }
}

/** Starts so many, does the work, and ends them all. */
export async function withReplicas<T>(
  count: number,
  urls: { readonly redisUrl: string; readonly busUrl: string },
  work: (replicas: readonly Replica[]) => Promise<T>,
): Promise<T> {
  const replicas = await Promise.all(
    Array.from({ length: count }, () => Replica.start(urls.redisUrl, urls.busUrl)),
  );
  try {
    return await work(replicas);
  } finally {
    await Promise.all(replicas.map((replica) => replica.end()));
  }
}
