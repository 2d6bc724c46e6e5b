import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { channelEventOf } from './channel-event-of.js';
import { classifyUpdate } from './classify-update.js';
import { UpdateError } from './update.errors.js';

const folder = join(process.env['RECORDINGS_DIR'] ?? '', 'updates');
const isThere = process.env['RECORDINGS_DIR'] !== undefined && existsSync(folder);

/** Updates that other programs recorded, one a line. */
function recorded(file: string): unknown[] {
  return readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as unknown);
}

function outcomeOf(raw: unknown): string {
  try {
    const { update, route, kind, reason } = classifyUpdate(raw);
    if (route !== 'channel-event') return reason ?? route;
    const event = channelEventOf(update);
    return 'ignored' in event ? `${kind}: ${event.ignored}` : event.type;
  } catch (error) {
    if (error instanceof UpdateError) return error.code;
    throw error;
  }
}

if (isThere) {
  describe('recorded updates', () => {
    it('are all taken, but for the broken ones, which say what is wrong', () => {
      const outcomes = recorded('teloxide_updates.jsonl').map(outcomeOf);
      const broken = outcomes.filter((outcome) => ['unknown-kind', 'E_UPDATE_INCOMPLETE'].includes(outcome));
      expect(outcomes).toHaveLength(19);
      expect(broken.sort()).toEqual(['E_UPDATE_INCOMPLETE', 'unknown-kind', 'unknown-kind']);
      expect(outcomes).toEqual(expect.arrayContaining(['reaction-count', 'boost', 'boost-removed']));
    });

    it('of every kind lead to an answer, impossible ones too', () => {
      const all = recorded('nutgram_updates.jsonl');
      const outcomes = all.map(outcomeOf);
      expect(all.length).toBeGreaterThan(90);
      expect(outcomes.filter((outcome) => outcome.startsWith('E_'))).toEqual([]);
      expect(outcomes.filter((outcome) => outcome === 'unknown-kind')).toEqual([]);
      expect(outcomes).toEqual(expect.arrayContaining(['post', 'post-edited', 'reaction-count', 'chat']));
    });
  });
} else {
  it.skip('recorded updates: skipped because RECORDINGS_DIR is not set', () => undefined);
}
