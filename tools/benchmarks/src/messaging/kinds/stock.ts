import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientProxyFactory, MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { firstValueFrom, timeout } from 'rxjs';
import { addressOf, defaultTimeoutMs, type Kind, type Question } from './kind.js';

/** Nest's own Redis transport, as its documentation shows it. */
export const stock: Kind = {
  async answer(redisUrl, name, onExecution) {
    @Controller()
    class Echo {
      @MessagePattern(name)
      echo(@Payload() question: Question): Question {
        onExecution();
        return question;
      }
    }
    @Module({ controllers: [Echo] })
    class StockModule {}
    const server = await NestFactory.createMicroservice(StockModule, {
      ...{ transport: Transport.REDIS, options: addressOf(redisUrl), logger: false, abortOnError: false },
    });
    await server.listen();
  },

  async caller(redisUrl, name, timeoutMs = defaultTimeoutMs) {
    const client = ClientProxyFactory.create({ transport: Transport.REDIS, options: addressOf(redisUrl) });
    await client.connect();
    return {
      ask: (question) => firstValueFrom(client.send<unknown>(name, question).pipe(timeout(timeoutMs))),
      close: async () => client.close(),
    };
  },
};
