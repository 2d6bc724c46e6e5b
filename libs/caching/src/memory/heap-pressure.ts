import { getHeapStatistics } from 'node:v8';

/** Bytes of the heap in use, and at most. */
export interface HeapReading {
  readonly usedBytes: number;
  readonly limitBytes: number;
}

/** What `HeapPressure` needs. */
export interface HeapPressureOptions {
  /** L1's own limit in calm times, bytes. */
  readonly maxBytes: number;
  readonly read: () => HeapReading;
  /** Hears the limit that L1 should keep from now on. */
  readonly onLimit: (bytes: number) => void;
}

/** Above this share of the heap L1 is halved, below the other it gets a quarter of its own limit back. */
const crowded = 0.85;
const calm = 0.7;
/** Never less than this share: a cache of nothing would send every caller to the loader. */
const least = 1 / 16;

/** Makes L1 smaller while the heap is nearly full, and large again afterwards. */
export class HeapPressure {
  private limit: number;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: HeapPressureOptions) {
    this.limit = options.maxBytes;
  }

  /** Looks once. */
  look(): void {
    const { maxBytes, onLimit } = this.options;
    const { usedBytes, limitBytes } = this.options.read();
    const share = usedBytes / limitBytes;
    let limit = this.limit;
    if (share > crowded) limit = Math.max(limit / 2, maxBytes * least);
    else if (share < calm) limit = Math.min(limit + maxBytes / 4, maxBytes);
    if (limit === this.limit) return;
    this.limit = limit;
    onLimit(limit);
  }

  /** Looks every so often, without keeping the process alive. */
  start(everyMs: number): void {
    this.timer = setInterval(() => this.look(), everyMs).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }
}

/** This process's heap. */
export function readHeap(): HeapReading {
  const { used_heap_size: usedBytes, heap_size_limit: limitBytes } = getHeapStatistics();
  return { usedBytes, limitBytes };
}
