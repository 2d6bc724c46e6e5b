import type { WorkContract } from '../contract/contract.js';

/** How one message is sent. */
export interface SendOptions {
  /** Makes the message unique: a second event with this id within 48 h is dropped. @default none, always appended */
  readonly id?: string;
  /** Orders the message among those of the same key, on an ordered queue. @default a key of its own */
  readonly key?: string;
  /** @default the current one, or a new one */
  readonly correlationId?: string;
  /** How long the caller of a request waits. @default the contract's; 10 000 where there is no contract */
  readonly timeoutMs?: number;
}

/** Data with options, for `WorkClient.send` and `.emit`; the counterpart of Nest's own record builders. */
export class WorkRecord<T> {
  constructor(
    readonly data: T,
    readonly options: SendOptions = {},
  ) {}
}

/** Where a message without a contract goes: a `@MessagePattern(pattern, WORK_TRANSPORT)` handler behind this queue. */
export interface WorkAddress {
  readonly queue: string;
  readonly pattern: string;
}

/** What `WorkClient.send` and `.emit` take as a pattern. */
export type WorkTarget = WorkContract | WorkAddress;

/** Tells a contract from a plain address. */
export function contractOf(target: WorkTarget): WorkContract | undefined {
  return 'kind' in target ? target : undefined;
}
