import type { INestApplication } from '@nestjs/common';
import type { NestHybridApplicationOptions } from '@nestjs/common';
import { HandlerMismatchError } from './contract/messaging.errors.js';
import type { ResolvedMessagingOptions } from './messaging.options.js';
import { MESSAGING_OPTIONS } from './messaging.tokens.js';
import { NewsServer } from './news/news.server.js';
import { WorkServer } from './server/work.server.js';

/**
 * Binds the app's handlers to the work and the news transport. Call it once, before `app.startAllMicroservices()`,
 * which begins to consume.
 * @param hybrid `inheritAppConfig: true` applies the app's global pipes, guards, interceptors and filters to handlers
 * @throws HandlerMismatchError listing every consumed contract that has no handler, or two
 */
export function connectMessaging(app: INestApplication, hybrid: NestHybridApplicationOptions = {}): void {
  const work = app.get(WorkServer, { strict: false });
  const news = app.get(NewsServer, { strict: false });
  const { contracts } = app.get<ResolvedMessagingOptions>(MESSAGING_OPTIONS, { strict: false });
  app.connectMicroservice({ strategy: work }, hybrid);
  app.connectMicroservice({ strategy: news }, hybrid);

  const problems = [
    ...work.registry.problems(contracts.filter(({ kind }) => kind !== 'news')),
    ...news.registry.problems(contracts.filter(({ kind }) => kind === 'news')),
  ];
  if (problems.length > 0) throw new HandlerMismatchError(problems);
}
