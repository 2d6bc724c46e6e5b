import { Injectable } from '@nestjs/common';
import { channelUpdateReceived, chatUpdateReceived } from '@analyticbot/contracts';
import { WorkBus } from '@analyticbot/messaging';
import { classifyUpdate } from '@analyticbot/telegram';

/** What became of an update. */
export type IntakeOutcome = 'accepted' | 'repeated' | 'ignored';

/**
 * The one door for updates, whether posted or fetched: checks the shape and appends to the stream of whoever handles it.
 * Nothing else happens here, so that Telegram gets its answer at once.
 */
@Injectable()
export class UpdateIntake {
  constructor(private readonly bus: WorkBus) {}

  /**
   * Resolves once the update is safe on the stream.
   * @throws UpdateError (`E_UPDATE_…`) when it is no update, a messaging error when the stream can't take it.
   */
  async take(raw: unknown): Promise<IntakeOutcome> {
    const { update, route, key } = classifyUpdate(raw);
    if (route === 'ignored') return 'ignored';
    const contract = route === 'chat' ? chatUpdateReceived : channelUpdateReceived;
    const payload = { update, receivedAt: new Date().toISOString() };
    const id = String(update.update_id);
    const { accepted } = await this.bus.publish(contract, payload, {
      id,
      key,
      correlationId: `update-${id}`,
    });
    return accepted ? 'accepted' : 'repeated';
  }
}
