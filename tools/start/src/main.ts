import { join } from 'node:path';

import { startGuard } from '@analyticbot/embedded';

import { prepareDataFolder, wipeDataFolder } from './preflight/data-folder.js';
import { assertUnclaimed, claimDataFolder } from './preflight/single-start.js';
import { PORTS, type SuitePorts } from './settings/programs.js';
import { keepSecrets } from './settings/secrets.js';
import { checkSuitePorts, startEverything, type Step } from './start-everything.js';
import { explain } from './start.errors.js';
import { announcement, suiteAnnouncement } from './suite/announcement.js';
import { logPrefixer } from './suite/log-prefix.js';
import { listenForStop } from './suite/stop-signals.js';
import { Suite } from './suite/suite.js';

/** How `npm start` was called. */
export interface MainOptions {
  /** The workspace. */
  readonly root: string;
  /** Begin with empty data. */
  readonly fresh: boolean;
  readonly step: Step;
  readonly environment: NodeJS.ProcessEnv;
  /** @default the fixed ports of the suite */
  readonly ports?: SuitePorts;
}

const NAMES = ['bot-gateway', 'analytics-worker', 'performance-monitor', 'telegram-sandbox'];

/**
 * Runs the suite until somebody stops it.
 * @returns the exit code: 0 when it was asked to stop
 * @throws StartError or EmbeddedError when something could not be started, or ended later; by then all the rest is stopped
 */
export async function main({ root, fresh, step, environment, ports = PORTS }: MainOptions): Promise<number> {
  const started = Date.now();
  const data = join(root, '.data');
  const withSandbox = !environment['BOT_TOKEN'];

  await step('ports', () => checkSuitePorts(withSandbox, ports));
  const release = await step('data folder', async (tell) => {
    if (fresh) {
      // Not under the feet of one that is just starting: it has no ports yet.
      await assertUnclaimed(data);
      await wipeDataFolder(data);
    }
    await prepareDataFolder(data);
    tell(data);
    return claimDataFolder(data);
  }).catch((error: unknown) => {
    throw explain(error);
  });

  const guard = startGuard();
  const suite = new Suite({ guard, environment, log: logPrefixer(NAMES, (line) => console.log(line)) });
  const stop = listenForStop(environment['npm_lifecycle_event'] !== undefined);
  stop.onImpatience(() => void suite.kill());
  try {
    const secrets = await keepSecrets(data);
    const up = startEverything({ root, data, environment, ports, suite, guard, secrets, step }).then(() => {
      for (const line of announcement(suiteAnnouncement(withSandbox, ports))) console.log(line);
      console.log(`ready in ${((Date.now() - started) / 1000).toFixed(1)} s. Ctrl-C stops everything.`);
      return suite.broken;
    });
    const reason = await Promise.race([stop.requested, suite.broken, up]);
    console.log(`\n… stopping (${reason})`);
    return 0;
  } finally {
    await suite.stop();
    await guard.close();
    await release();
    stop.dispose();
    console.log('stopped');
  }
}
