import type { Cheerio } from 'cheerio';

/** Elements selected from a page. */
export type Parts = ReturnType<Cheerio<never>['find']>;

/** One element of a page. */
export type Part = Parts[number];
