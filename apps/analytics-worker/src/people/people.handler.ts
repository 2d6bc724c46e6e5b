import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { personReachability, type PersonReachability } from '@analyticbot/contracts';
import { EventHandler } from '@analyticbot/messaging';
import { PeopleRepository } from '@analyticbot/storage';

/** Keeps who can be written to. Safe to repeat and to reorder. */
@Controller()
export class PeopleHandler {
  constructor(private readonly people: PeopleRepository) {}

  @EventHandler(personReachability)
  async handle(@Payload() { userId, reachable, at }: PersonReachability): Promise<void> {
    const moment = new Date(at);
    await (reachable
      ? this.people.markReachable(userId, moment)
      : this.people.markUnreachable(userId, moment));
  }
}
