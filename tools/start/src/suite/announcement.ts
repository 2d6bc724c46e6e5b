import pc from 'picocolors';

import { type SuitePorts } from '../settings/programs.js';

/** What to show when everything runs. */
export interface Announcement {
  readonly addresses: readonly (readonly [name: string, url: string])[];
  /** Things to try, in order. */
  readonly tries: readonly string[];
}

/** The table of addresses and the list of things to try, line by line. */
export function announcement({ addresses, tries }: Announcement): string[] {
  const width = Math.max(...addresses.map(([name]) => name.length));
  return [
    '',
    ...addresses.map(([name, url]) => `  ${name.padEnd(width)}  ${pc.cyan(url)}`),
    '',
    '  What to try',
    ...tries.map((line, index) => `  ${index + 1}. ${line}`),
    '',
  ];
}

/** The announcement of the whole suite. */
export function suiteAnnouncement(withSandbox: boolean, ports: SuitePorts): Announcement {
  const at = (name: keyof SuitePorts, path = '/') => `http://127.0.0.1:${ports[name]}${path}`;
  const services: [string, string][] = [
    ['bot-gateway', at('gateway', '/health/ready')],
    ['analytics-worker', at('worker', '/health/ready')],
    ['performance-monitor', at('monitor', '/performance/report')],
  ];
  if (!withSandbox) {
    return {
      addresses: services,
      tries: [
        'Write /start to your bot in Telegram and add a channel.',
        `Look at the figures of the running system: ${at('monitor', '/performance/report')}`,
      ],
    };
  }
  return {
    addresses: [['chat page (local Telegram)', at('sandbox')], ...services],
    tries: [
      `Open ${at('sandbox')} and write /start to the bot.`,
      'Add a channel with the button, then ask for its /stats: a report with a chart.',
      `Look at the figures of the running system: ${at('monitor', '/performance/report')}`,
    ],
  };
}
