import {
  Inject,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { sameSecret } from '@analyticbot/config';
import type { FastifyRequest } from 'fastify';

/** Injection token of the bearer token; undefined leaves the figures open. */
export const MONITOR_TOKEN = Symbol('monitor-token');

/** Lets only holders of `MONITOR_TOKEN` see the figures, where one is configured. */
@Injectable()
export class MonitorTokenGuard implements CanActivate {
  constructor(@Inject(MONITOR_TOKEN) private readonly token: string | undefined) {}

  /** @throws UnauthorizedException when the token is missing or wrong */
  canActivate(context: ExecutionContext): boolean {
    if (this.token === undefined) return true;
    const given = context.switchToHttp().getRequest<FastifyRequest>().headers.authorization;
    if (sameSecret(`Bearer ${this.token}`, given)) return true;
    throw new UnauthorizedException('Send the monitor token as "Authorization: Bearer …".');
  }
}
