import { Injectable, Logger } from '@nestjs/common';
import { channelUpdateReceived, chatUpdateReceived } from '@analyticbot/contracts';
import { WorkBus } from '@analyticbot/messaging';
import { classifyUpdate, UpdateError, type ClassifiedUpdate } from '@analyticbot/telegram';

/** What became of an update. */
export type IntakeOutcome = 'accepted' | 'repeated' | 'ignored';

/**
 * The one door for updates, whether posted or fetched: checks the shape and appends to the stream of whoever handles it.
 * Nothing else happens here, so that Telegram gets its answer at once.
 */
@Injectable()
export class UpdateIntake {
  private readonly logger = new Logger(UpdateIntake.name);

  constructor(private readonly bus: WorkBus) {}

  /**
   * Resolves once the update is safe on the stream.
   * @throws UpdateError (`E_UPDATE_…`) when it is no update, a messaging error when the stream can't take it.
   */
  async take(raw: unknown): Promise<IntakeOutcome> {
    const classified = this.classify(raw);
    if (classified === undefined || classified.route === 'ignored') return 'ignored';
    const { update, route, key } = classified;
    const contract = route === 'chat' ? chatUpdateReceived : channelUpdateReceived;
    const payload = { update, receivedAt: new Date().toISOString() };
    const id = String(update.update_id);
    const { accepted } = await this.bus.publish(contract, payload, {
      id,
      key,
      correlationId: correlationOf(update),
    });
    return accepted ? 'accepted' : 'repeated';
  }

  /** Undefined for an update that names nobody: refusing it would make Telegram deliver it again for a day. */
  private classify(raw: unknown): ClassifiedUpdate | undefined {
    try {
      return classifyUpdate(raw);
    } catch (error) {
      if (!(error instanceof UpdateError) || error.code !== 'E_UPDATE_INCOMPLETE') throw error;
      this.logger.warn({
        msg: 'an update was left out',
        ...{ code: error.code, path: error.path, correlationId: correlationOf(raw) },
      });
      return undefined;
    }
  }
}

/** What names an update in every log line from here to its answer; undefined when it has no id. */
export function correlationOf(raw: unknown): string | undefined {
  const id = (raw as { update_id?: unknown } | null)?.update_id;
  return Number.isSafeInteger(id) ? `update-${String(id)}` : undefined;
}
