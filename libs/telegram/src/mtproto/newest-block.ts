/**
 * The highest block of ids in which there is a post, by halving: so few blocks are empty between posts that "there are posts
 * here or higher" is taken to hold for all blocks below the newest post. 0 when there is none.
 * @param highest no post is in a block above it
 */
export async function newestBlock(
  highest: number,
  hasPosts: (block: number) => Promise<boolean>,
): Promise<number> {
  let [low, high] = [0, highest];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (await hasPosts(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
