import { isPortFree } from '@analyticbot/embedded';

import { StartError } from '../start.errors.js';
import { portHolder } from './port-holder.js';

/** A fixed port of ours and who will listen on it. */
export interface NeededPort {
  readonly port: number;
  readonly name: string;
}

const ADDRESSES = ['127.0.0.1', '0.0.0.0', '::'];

/**
 * Makes sure that the ports of the suite are free.
 * @throws StartError `E_PORT_TAKEN` naming the first port that is not, and what holds it where that can be known
 */
export async function checkPorts(needed: readonly NeededPort[]): Promise<void> {
  for (const { port, name } of needed) {
    for (const address of ADDRESSES) {
      if (await isPortFree(port, address)) continue;
      const holder = await portHolder(port);
      const pid = /^process (\d+)/.exec(holder ?? '')?.[1];
      throw new StartError(
        'E_PORT_TAKEN',
        `port ${port}, needed by ${name}, is taken by ${holder ?? 'another program'}`,
        `Stop that program${pid ? ` (kill ${pid})` : ''} and start again.`,
      );
    }
  }
}
