import 'reflect-metadata';
import { once } from 'node:events';
import { startApp } from '../testing/test-app.contract.js';
import { deedContracts, deeds, faultController, type Deed, type Stop } from './fault-service.contract.js';

/** What this program says: it consumes, or it has come to a deed's stop and waits for a message to go on. */
export type FaultWorkerSays = 'consuming' | { readonly stopped: number; readonly where: Stop };

/** What it is told by its one argument, as JSON. */
export interface FaultWorkerSettings {
  readonly redisUrl: string;
  /** How far its clock is ahead, in milliseconds. @default 0 */
  readonly clockAheadMs?: number;
}

const settings = JSON.parse(process.argv[2] ?? '{}') as FaultWorkerSettings;
const realNow = Date.now.bind(Date);
Date.now = () => realNow() + (settings.clockAheadMs ?? 0);

const say = (what: FaultWorkerSays): void => void process.send?.(what);
process.on('disconnect', () => process.exit());

const stopping = async ({ n }: Deed, where: Stop): Promise<void> => {
  const told = once(process, 'message');
  say({ stopped: n, where });
  await told;
};

await startApp(
  { redisUrl: settings.redisUrl, queues: [deeds], contracts: deedContracts, effectLeaseMs: 500 },
  [faultController(stopping)],
);
say('consuming');
