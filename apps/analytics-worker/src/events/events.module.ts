import { Module } from '@nestjs/common';
import { ChannelEventsHandler } from './channel-events.handler.js';

/** Channel events in: posts, edits, reactions, joins and leaves. */
@Module({ controllers: [ChannelEventsHandler] })
export class EventsModule {}
