/**
 * SQL of a post's latest figures, the last row of `post_daily`, to be joined on `true`: `views`, `views_at`, `views_source`, `views_low`,
 * `views_high`, `views_shown`, `forwards`, `replies`. `post` is the alias of a relation with `channel_id` and `message_id`.
 */
export function latestFigures(post: string): string {
  return `LATERAL (
    SELECT d.views, d.views_at, d.views_source, d.views_low, d.views_high, d.views_shown, d.forwards, d.replies FROM post_daily d
    WHERE d.channel_id = ${post}.channel_id AND d.message_id = ${post}.message_id ORDER BY d.day DESC LIMIT 1)`;
}
