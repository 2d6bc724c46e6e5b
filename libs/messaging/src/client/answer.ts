import type { WritePacket } from '@nestjs/microservices';
import { z } from 'zod';
import { RequestFailedError } from '../contract/messaging.errors.js';
import { parsePayload } from '../contract/payload.js';
import { contractOf, type WorkTarget } from './work-record.js';

const failureSchema = z.object({ code: z.string(), message: z.string(), details: z.unknown().optional() });

/** An answer as the caller sees it: a reply parsed by its contract, or an error. Without a contract as Nest passes it. */
export function readAnswer(target: WorkTarget, packet: WritePacket): WritePacket {
  const contract = contractOf(target);
  if (contract?.kind !== 'request') return packet;
  if (packet.err != null) return { err: toError(target.pattern, packet.err), isDisposed: true };
  try {
    return { ...packet, response: parsePayload(target.pattern, contract.reply, packet.response) };
  } catch (error) {
    return { err: error, isDisposed: true };
  }
}

function toError(pattern: string, error: unknown): Error {
  if (error instanceof Error) return error;
  const failure = failureSchema.safeParse(error);
  if (!failure.success) return new RequestFailedError(pattern, 'E_INTERNAL', 'The request failed.');
  return new RequestFailedError(pattern, failure.data.code, failure.data.message, failure.data.details);
}
