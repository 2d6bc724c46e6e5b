import type { IndexDeclaration } from '@analyticbot/pooling';
import { channelIndexes } from '../channels/channel-indexes.js';
import { reportIndexes } from '../reports/report-indexes.js';

/** Every performance index, from beside the queries that need them. */
export const performanceIndexes: readonly IndexDeclaration[] = [...channelIndexes, ...reportIndexes];
