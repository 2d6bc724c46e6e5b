import type { Queryable } from '../database/connection.js';

/** What one service may open at most. */
export interface ServiceShare {
  readonly service: string;
  /** Connections a replica, its health lane included if it has one. */
  readonly poolMax: number;
  readonly maxReplicas: number;
  /** Replicas that may run on top while a new version is rolled out. */
  readonly surge: number;
}

/** What the server offers. */
export interface ServerCapacity {
  readonly maxConnections: number;
  /** Kept free for superusers, reserved roles and people. */
  readonly reserved: number;
}

/** Whether all services at their largest fit into the server. */
export interface ConnectionBudgetResult {
  readonly fits: boolean;
  readonly required: number;
  readonly available: number;
  readonly shares: readonly (ServiceShare & { readonly connections: number })[];
  /** One sentence for a log or a report; when it doesn't fit it says what to change. */
  readonly message: string;
}

/** `sum(poolMax × (maxReplicas + surge)) <= maxConnections − reserved`. */
export class ConnectionBudget {
  constructor(private readonly shares: readonly ServiceShare[]) {}

  /** Pure arithmetic: the budget against a given server. */
  against(server: ServerCapacity): ConnectionBudgetResult {
    const shares = this.shares.map((share) => ({
      ...share,
      connections: share.poolMax * (share.maxReplicas + share.surge),
    }));
    const required = shares.reduce((total, share) => total + share.connections, 0);
    const available = server.maxConnections - server.reserved;
    const fits = required <= available;
    const facts = `${required} of ${available} connections (${server.maxConnections} less ${server.reserved} reserved)`;
    // One that knows of no other speaks for itself alone: "the services" would take its part for the whole.
    const [only, ...others] = shares;
    const who =
      only !== undefined && others.length === 0
        ? `${only.service} at its largest takes`
        : 'the services at their largest take';
    const message = fits
      ? `The connection budget holds: ${who} ${facts}.`
      : `The connection budget is exceeded: ${who} ${facts}. ` +
        'Lower poolMax or the replica limits, raise max_connections, or put PgBouncer in front.';
    return { fits, required, available, shares, message };
  }

  /** The budget against the real server: reads `max_connections` and the reserved slots. */
  async checkBudget(
    server: Queryable,
    options: { extraReserved?: number } = {},
  ): Promise<ConnectionBudgetResult> {
    const capacity = await readServerCapacity(server);
    return this.against({ ...capacity, reserved: capacity.reserved + (options.extraReserved ?? 0) });
  }
}

/** `max_connections` and the slots that ordinary roles can't use (superusers' and, from PostgreSQL 16, reserved ones). */
export async function readServerCapacity(server: Queryable): Promise<ServerCapacity> {
  const rows = await server.query<{ name: string; setting: string }>(
    `SELECT name, setting FROM pg_settings
     WHERE name IN ('max_connections', 'superuser_reserved_connections', 'reserved_connections')`,
  );
  const setting = (name: string) => Number(rows.find((row) => row.name === name)?.setting ?? 0);
  return {
    maxConnections: setting('max_connections'),
    reserved: setting('superuser_reserved_connections') + setting('reserved_connections'),
  };
}
