import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { figuresWanted, type FiguresWanted } from '@analyticbot/contracts';
import { EventHandler } from '@analyticbot/messaging';
import { InterestBook } from './interest-book.js';

/** Somebody wants a channel's figures fresh at a moment, such as a digest's. */
@Controller()
export class FiguresWantedHandler {
  constructor(private readonly interests: InterestBook) {}

  @EventHandler(figuresWanted)
  async handle(@Payload() { channelId, at }: FiguresWanted): Promise<void> {
    await this.interests.wanted(channelId, new Date(at), new Date());
  }
}
