import { RpcException } from '@nestjs/microservices';

/**
 * What a handler throws to fail in a way its contract names: the caller gets a `RequestFailedError` with this code.
 * A code that the contract does not name reaches the caller as `E_INTERNAL` without the text.
 * Thrown by an event handler it is a failed attempt like any other error.
 */
export class WorkFailure extends RpcException {
  constructor(
    readonly code: string,
    message: string,
    readonly details?: unknown,
  ) {
    super({ code, message, ...(details === undefined ? {} : { details }) });
    this.message = message;
    this.name = 'WorkFailure';
  }
}
