import { z } from 'zod';
import { type Envelope, parseEnvelope } from '../contract/envelope.js';

const failuresSchema = z.object({
  attempts: z.number().int(),
  firstError: z.string(),
  lastError: z.string(),
});

/** What went wrong with a message so far. */
export type Failures = z.infer<typeof failuresSchema>;

/** An entry of a stream as it was delivered. */
export interface Entry {
  readonly id: string;
  /** Names and values in turn. */
  readonly fields: readonly string[];
  /** How often it was delivered without being settled, this time included. */
  readonly deliveries: number;
}

/** A message in hand, with what is needed to settle it. */
export interface WorkItem {
  readonly entry: Entry;
  readonly envelope: Envelope;
  /** The envelope as it travelled. */
  readonly json: string;
  /** When it was appended first, by Redis' clock. */
  readonly at: number;
  readonly attempt: number;
  readonly failures: Failures | undefined;
  /** On an ordered queue: its key, and the beginning of its list entry, which tells it from the others. */
  readonly head: { readonly key: string; readonly mark: string } | undefined;
}

/** The value of a field, or undefined. */
export function fieldOf(fields: readonly string[], name: string): string | undefined {
  for (let at = 0; at < fields.length; at += 2) if (fields[at] === name) return fields[at + 1];
  return undefined;
}

/** When the message behind an entry was appended first: by its field `at`, or else by its id. */
export function appendedAt({ id, fields }: Pick<Entry, 'id' | 'fields'>): number {
  return Number(fieldOf(fields, 'at')) || Number.parseInt(id, 10);
}

/** Reads an entry of a plain queue. @throws when it is no message */
export function readPlainItem(entry: Entry): WorkItem {
  const json = fieldOf(entry.fields, 'm');
  if (json === undefined) throw new Error('The entry has no field "m".');
  return readItem(entry, json, appendedAt(entry), fieldOf(entry.fields, 'f'), undefined);
}

/** Reads the head of a key's list, `<at> <unique> <envelope>`. @throws when it is no message */
export function readHeadItem(entry: Entry, key: string, head: string, failures: string | null): WorkItem {
  const match = /^(\d+) (\S+) /.exec(head);
  if (!match) throw new Error('The list entry does not begin with a time and a mark.');
  const mark = match[0];
  return readItem(entry, head.slice(mark.length), Number(match[1]), failures ?? undefined, { key, mark });
}

function readItem(
  entry: Entry,
  json: string,
  at: number,
  failuresJson: string | undefined,
  head: WorkItem['head'],
): WorkItem {
  const failures = failuresJson === undefined ? undefined : failuresSchema.parse(JSON.parse(failuresJson));
  const attempt = (failures?.attempts ?? 0) + entry.deliveries;
  return { entry, envelope: parseEnvelope(json), json, at, attempt, failures, head };
}

/** The failures of a message after one more. */
export function addFailure(item: WorkItem, error: string): Failures {
  return { attempts: item.attempt, firstError: item.failures?.firstError ?? error, lastError: error };
}

/** The failures of a message whose run came too early, because of `error`: as many attempts as before this run. */
export function postponed(item: WorkItem, error: string): Failures {
  return { attempts: item.attempt - 1, firstError: item.failures?.firstError ?? error, lastError: error };
}
