import { Module } from '@nestjs/common';
import { PeopleHandler } from './people.handler.js';

/** People who talk to the bot. */
@Module({ controllers: [PeopleHandler] })
export class PeopleModule {}
