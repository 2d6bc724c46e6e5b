/** PostgreSQL's own epoch, 2000-01-01 in UTC, in milliseconds of ours. */
const epochMs = 946_684_800_000;
const dayMs = 86_400_000;
const headerBytes = 20;
const nullLength = -1;

/** Writes one value at an offset and gives the offset behind it; -1 when the value has no exact binary form. */
type WriteValue = (buffer: Buffer, offset: number, value: unknown) => number;

/** The types with a binary form of fixed length: object id, bytes a value, and how to write one. */
const fixedTypes: Readonly<Record<string, { oid: number; bytes: number; write: WriteValue }>> = {
  int: { oid: 23, bytes: 4, write: writeInt },
  bigint: { oid: 20, bytes: 8, write: writeBigint },
  timestamptz: { oid: 1184, bytes: 8, write: writeTimestamp },
  date: { oid: 1082, bytes: 4, write: writeDate },
};
const textOid = 25;

/**
 * An array parameter in PostgreSQL's binary format (array_recv): the server takes it without parsing text, in less time (1000 rows of ten columns: about a tenth less), and
 * the driver sends a Buffer as it is. A type that is not known here, and a value that has no exact binary form (which the server shall
 * refuse in its own words), leave the array to the driver.
 */
export function arrayParameter(type: string, values: readonly unknown[]): Buffer | readonly unknown[] {
  if (type === 'text') return textArray(values) ?? values;
  const fixed = fixedTypes[type];
  return (fixed && fixedArray(fixed, values)) ?? values;
}

function fixedArray(
  { oid, bytes, write }: { oid: number; bytes: number; write: WriteValue },
  values: readonly unknown[],
): Buffer | null {
  const buffer = Buffer.allocUnsafe(headerBytes + values.length * (4 + bytes));
  let offset = headerBytes;
  let nulls = 0;
  let last: unknown;
  for (const value of values) {
    if (value === null || value === undefined) {
      nulls = 1;
      offset = buffer.writeInt32BE(nullLength, offset);
      last = undefined;
      continue;
    }
    // Rows of a batch share much: a channel's id, a source. What stands just before is copied, which is faster than writing it again.
    if (value === last) offset = repeat(buffer, offset - 4 - bytes, offset, 4 + bytes);
    else offset = write(buffer, buffer.writeInt32BE(bytes, offset), value);
    if (offset < 0) return null;
    last = value;
  }
  writeHeader(buffer, oid, values.length, nulls);
  return buffer.subarray(0, offset);
}

function textArray(values: readonly unknown[]): Buffer | null {
  let size = headerBytes;
  let last: unknown;
  let bytes = 0;
  for (const value of values) {
    if (value === null || value === undefined) {
      size += 4;
      continue;
    }
    if (typeof value !== 'string') return null;
    if (value !== last) bytes = Buffer.byteLength(value);
    last = value;
    size += 4 + bytes;
  }
  const buffer = Buffer.allocUnsafe(size);
  let offset = headerBytes;
  let nulls = 0;
  let from = 0;
  last = undefined;
  for (const value of values as readonly (string | null | undefined)[]) {
    if (value === null || value === undefined) {
      nulls = 1;
      offset = buffer.writeInt32BE(nullLength, offset);
      continue;
    }
    if (value === last) {
      offset = repeat(buffer, from, offset, 4 + bytes);
      continue;
    }
    last = value;
    from = offset;
    bytes = buffer.write(value, offset + 4);
    buffer.writeInt32BE(bytes, offset);
    offset += 4 + bytes;
  }
  writeHeader(buffer, textOid, values.length, nulls);
  return buffer;
}

const longCopy = 64;

/** Writes bytes of the buffer once more and gives the offset behind them. Few bytes go one by one: a call into the runtime costs more. */
function repeat(buffer: Buffer, from: number, offset: number, bytes: number): number {
  if (bytes > longCopy) buffer.copyWithin(offset, from, from + bytes);
  else for (let index = 0; index < bytes; index += 1) buffer[offset + index] = buffer[from + index] as number;
  return offset + bytes;
}

/** Dimensions, whether there are nulls, the elements' type; then length and lower bound of the one dimension. */
function writeHeader(buffer: Buffer, oid: number, length: number, nulls: number): void {
  buffer.writeInt32BE(1, 0);
  buffer.writeInt32BE(nulls, 4);
  buffer.writeInt32BE(oid, 8);
  buffer.writeInt32BE(length, 12);
  buffer.writeInt32BE(1, 16);
}

function writeInt(buffer: Buffer, offset: number, value: unknown): number {
  if (typeof value !== 'number' || (value | 0) !== value) return -1;
  return buffer.writeInt32BE(value, offset);
}

function writeBigint(buffer: Buffer, offset: number, value: unknown): number {
  if (typeof value === 'string' && !/^-?\d{1,18}$/.test(value)) return -1;
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return -1;
  if (typeof value !== 'string' && typeof value !== 'number') return -1;
  return buffer.writeBigInt64BE(BigInt(value), offset);
}

function writeTimestamp(buffer: Buffer, offset: number, value: unknown): number {
  if (!(value instanceof Date)) return -1;
  const microseconds = (value.getTime() - epochMs) * 1_000;
  if (!Number.isSafeInteger(microseconds)) return -1;
  // Two halves: making a BigInt of each time costs more than all the rest.
  const high = Math.floor(microseconds / 2 ** 32);
  return buffer.writeUInt32BE(microseconds - high * 2 ** 32, buffer.writeInt32BE(high, offset));
}

function writeDate(buffer: Buffer, offset: number, value: unknown): number {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return -1;
  const time = Date.parse(value);
  // Date.parse takes February 30th for March 2nd; the server refuses it.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== value) return -1;
  return buffer.writeInt32BE((time - epochMs) / dayMs, offset);
}
