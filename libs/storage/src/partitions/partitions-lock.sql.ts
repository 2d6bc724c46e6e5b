/** Statement that lets one transaction at a time change which partitions there are; the others wait for its end. */
export const partitionsLock = `SELECT pg_advisory_xact_lock(hashtextextended('storage.partitions', 0))`;
