import { setTimeout as pause } from 'node:timers/promises';
import { SourceError } from './source.errors.js';

/** How preview pages are fetched. */
export interface PageFetcherOptions {
  /** @default 'https://t.me' */
  readonly root?: string;
  /** Who asks: a name and an address where the operator can be reached. @default 'AnalyticBot/0.1 (+channel statistics; self-hosted)' */
  readonly userAgent?: string;
  /** Time between the starts of two requests. @default 3000; 0 where `root` is this machine */
  readonly pauseMs?: number;
  /** How long one page may take. @default 15000 */
  readonly timeoutMs?: number;
  /** A page beyond this is refused. @default 4194304 (4 MB) */
  readonly maxBytes?: number;
  /** Pages kept for conditional requests. @default 100 */
  readonly keptPages?: number;
  readonly now?: () => Date;
}

interface KeptPage {
  readonly html: string;
  readonly etag: string | null;
  readonly modified: string | null;
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Fetches pages one after the other, slowly, and again only when they changed. */
export class PageFetcher {
  private readonly root: string;
  private readonly pauseMs: number;
  private readonly kept = new Map<string, KeptPage>();
  private turn: Promise<unknown> = Promise.resolve();
  private nextStart = 0;

  constructor(private readonly options: PageFetcherOptions) {
    this.root = (options.root ?? 'https://t.me').replace(/\/+$/, '');
    const isLocal = loopback.test(new URL(this.root).hostname);
    this.pauseMs = options.pauseMs ?? (isLocal ? 0 : 3_000);
  }

  /**
   * The page's text.
   * @param path without a leading slash
   * @throws SourceError `E_PREVIEW_UNAVAILABLE`, `E_PREVIEW_TOO_LARGE`, `E_PREVIEW_UNREADABLE`, `E_SOURCE_ABORTED`
   */
  fetch(path: string, signal?: AbortSignal): Promise<string> {
    const mine = this.turn.then(() => this.inTurn(path, signal));
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private async inTurn(path: string, signal: AbortSignal | undefined): Promise<string> {
    const waitMs = this.nextStart - performance.now();
    if (waitMs > 0) await pause(waitMs, undefined, { signal }).catch(() => undefined);
    if (signal?.aborted) throw aborted();
    this.nextStart = performance.now() + this.pauseMs;
    const deadline = AbortSignal.timeout(this.options.timeoutMs ?? 15_000);
    try {
      return await this.request(path, signal === undefined ? deadline : AbortSignal.any([signal, deadline]));
    } catch (error) {
      if (error instanceof SourceError) throw error;
      if (signal?.aborted) throw aborted();
      throw unavailable('The preview page could not be fetched in time: try again later.', error);
    }
  }

  private async request(path: string, signal: AbortSignal): Promise<string> {
    const kept = this.kept.get(path);
    const response = await fetch(`${this.root}/${path}`, {
      signal,
      redirect: 'manual',
      headers: this.headers(kept),
    });
    if (response.status === 304 && kept !== undefined) return kept.html;
    // A name without a public list of posts is sent on to its landing page: there is nothing to list.
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw new SourceError('E_PREVIEW_NO_POSTS', 'The channel allows no preview of its posts.');
    }
    if (!response.ok) {
      await response.body?.cancel();
      throw unavailable(`The preview page was answered with ${response.status}.`);
    }
    const html = await this.text(response);
    this.keep(path, html, response.headers);
    return html;
  }

  private headers(kept: KeptPage | undefined): Record<string, string> {
    const { userAgent = 'AnalyticBot/0.1 (+channel statistics; self-hosted)' } = this.options;
    return {
      'user-agent': userAgent,
      'accept-language': 'en',
      accept: 'text/html',
      ...(kept?.etag != null && { 'if-none-match': kept.etag }),
      ...(kept?.modified != null && { 'if-modified-since': kept.modified }),
    };
  }

  private async text(response: Response): Promise<string> {
    const most = this.options.maxBytes ?? 4 * 1024 * 1024;
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > most)
        throw new SourceError('E_PREVIEW_TOO_LARGE', `The preview page is larger than ${most} bytes.`);
      chunks.push(chunk);
    }
    const html = Buffer.concat(chunks).toString('utf8');
    // Half a page would look like a channel with fewer posts.
    if (html.includes('<html') && !html.includes('</html>')) {
      throw new SourceError('E_PREVIEW_UNREADABLE', 'The preview page was cut off.', {}, true);
    }
    return html;
  }

  private keep(path: string, html: string, headers: Headers): void {
    const etag = headers.get('etag');
    const modified = headers.get('last-modified');
    this.kept.delete(path);
    if (etag === null && modified === null) return;
    this.kept.set(path, { html, etag, modified });
    const [oldest] = this.kept.keys();
    if (this.kept.size > (this.options.keptPages ?? 100) && oldest !== undefined) this.kept.delete(oldest);
  }
}

function aborted(): SourceError {
  return new SourceError('E_SOURCE_ABORTED', 'The reading was given up by its caller.', {}, true);
}

function unavailable(message: string, cause?: unknown): SourceError {
  return new SourceError('E_PREVIEW_UNAVAILABLE', message, { cause }, true);
}
