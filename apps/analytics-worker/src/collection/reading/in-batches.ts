import { SourceError, type PostReading } from '@analyticbot/telegram';

/** Posts a commit, read or imported. Larger commits are cheaper a row; what a killed process had not stored yet is read again. */
export const postsPerWrite = 1_000;

/**
 * What a source gives, in batches to be stored, down to the post that `isLast` or to the end. What it gave before it failed comes before its error.
 * No batch is empty.
 * @throws whatever the source throws, except that a channel has no posts
 */
export async function* inBatches(
  posts: AsyncIterable<PostReading>,
  isLast: (post: PostReading) => boolean,
): AsyncGenerator<readonly PostReading[]> {
  let batch: PostReading[] = [];
  let failure: unknown;
  try {
    for await (const post of posts) {
      batch.push(post);
      // Asking for one more post would ask for one more page.
      if (isLast(post)) break;
      if (batch.length < postsPerWrite) continue;
      yield batch;
      batch = [];
    }
  } catch (error) {
    failure = error;
  }
  if (batch.length > 0) yield batch;
  // A channel without posts is not a failed one.
  if (failure !== undefined && !isEmptyChannel(failure)) throw failure;
}

const isEmptyChannel = (error: unknown) =>
  error instanceof SourceError && error.code === 'E_PREVIEW_NO_POSTS';
