import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

interface Pair {
  readonly client: Socket;
  readonly upstream: Socket;
}

/**
 * Stands between a client and a server on loopback and misbehaves on demand. Healthy until told otherwise; each fault lasts until
 * `restore()`.
 */
export class TcpFaultProxy {
  private readonly pairs = new Set<Pair>();
  private delayMs = 0;
  private blackHole = false;
  private refusing = false;

  private constructor(
    private readonly server: Server,
    private readonly targetPort: number,
  ) {
    server.on('connection', (client) => this.join(client));
  }

  /** Listens on a free loopback port and passes everything on to `targetPort`. */
  static async start(targetPort: number): Promise<TcpFaultProxy> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return new TcpFaultProxy(server, targetPort);
  }

  /** The port clients connect to. */
  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** `url` with this proxy's address in place of the server's. */
  through(url: string): string {
    const proxied = new URL(url);
    proxied.hostname = '127.0.0.1';
    proxied.port = String(this.port);
    return proxied.href;
  }

  /** Resets every open connection and each new one. */
  cut(): void {
    this.refusing = true;
    this.cutOpen();
  }

  /** Resets the open connections once; new ones work. */
  cutOpen(): void {
    for (const { client, upstream } of this.pairs) {
      client.resetAndDestroy();
      upstream.destroy();
    }
    this.pairs.clear();
  }

  /** Holds back each chunk for `ms`, both ways, in order. */
  delay(ms: number): void {
    this.delayMs = ms;
  }

  /** Accepts connections and swallows what comes, both ways: the peer hears nothing, not even an error. */
  swallow(): void {
    this.blackHole = true;
  }

  /** Ends all faults. Connections that lost bytes to `swallow()` are reset, since their streams have gaps. */
  restore(): void {
    if (this.blackHole) this.cutOpen();
    this.refusing = false;
    this.blackHole = false;
    this.delayMs = 0;
  }

  /** Ends the proxy and its connections. */
  async stop(): Promise<void> {
    this.cutOpen();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private join(client: Socket): void {
    if (this.refusing) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect(this.targetPort, '127.0.0.1');
    const pair = { client, upstream };
    this.pairs.add(pair);
    this.pipe(client, upstream);
    this.pipe(upstream, client);
    for (const socket of [client, upstream]) {
      socket.on('error', () => undefined);
      socket.once('close', () => {
        this.pairs.delete(pair);
        client.destroy();
        upstream.destroy();
      });
    }
  }

  private pipe(from: Socket, to: Socket): void {
    let last = Promise.resolve();
    const inOrder = (act: () => void) => {
      const wait = this.delayMs;
      if (wait === 0) {
        last = last.then(act);
        return;
      }
      const due = new Promise<void>((resolve) => setTimeout(resolve, wait));
      last = last.then(() => due).then(act);
    };
    from.on('data', (chunk) => {
      if (!this.blackHole) inOrder(() => void (to.writable && to.write(chunk)));
    });
    from.on('end', () => inOrder(() => to.end()));
  }
}
