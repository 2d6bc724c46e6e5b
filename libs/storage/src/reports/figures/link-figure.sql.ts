import { settledUntil } from '../../rollups/links/settle-links.sql.js';
import { horizonOf, utcDay, utcHour } from '../../schema/sql-types.js';

/**
 * Joins by a link whose raw rows are kept, and hours of those whose raw rows are gone: each join is in exactly one of them. An hour that an end of a
 * window lies in counts whole once it is settled. $1 channel, $2 from, $3 to.
 */
const keptJoins = `
      FROM membership_events
      WHERE channel_id = $1 AND at >= $2 AND at < $3 AND at >= ${settledUntil} AND kind = 'join' AND invite_link IS NOT NULL`;
const settledHours = `
      FROM link_hourly WHERE channel_id = $1 AND hour >= ${utcHour('$2::timestamptz')} AND hour < $3 AND hour < ${settledUntil} AND link <> ''`;
const hourNumber = (moment: string) => `floor(extract(epoch FROM ${moment}) / 3600)::int`;

/** The statements of `FiguresRepository` about invite links. */
export const linkFigureSql = {
  /** Campaigns first, then by joins. $1 channel, $2 from, $3 to, $4 limit. */
  linksOfWindow: `
    WITH joined AS (
      SELECT link, sum(joins) AS joins FROM (
      SELECT invite_link AS link, count(*) AS joins${keptJoins} GROUP BY 1
      UNION ALL
      SELECT link, sum(joins)${settledHours} GROUP BY 1
      ) parts GROUP BY link
    ),
    paid AS (SELECT * FROM campaigns WHERE channel_id = $1)
    SELECT coalesce(c.link, j.link) AS link, coalesce(c.name, i.name) AS name, c.id IS NOT NULL AS "isCampaign",
      c.cost::float8 AS cost, c.currency, c.starts_at AS "startsAt", c.ends_at AS "endsAt"
    FROM joined j
    FULL JOIN paid c ON c.link = j.link
    LEFT JOIN invite_links i ON i.channel_id = $1 AND i.link = coalesce(c.link, j.link)
    ORDER BY c.id IS NULL, coalesce(j.joins, 0) DESC, 1 LIMIT $4`,

  /**
   * The first leave after each join, and a row without a member for what is settled of each link. In one statement: a join that is being settled is
   * in one of them. $1 channel, $2 links, $3 from when, $4 to when (one a link), $5 limit of members, the latest.
   */
  membersOfLinks: `
    WITH wanted AS (
      SELECT * FROM unnest($2::text[], $3::timestamptz[], $4::timestamptz[]) AS u (link, since, until)
    ),
    events AS (
      SELECT at, kind, invite_link, member_hash, min(at) FILTER (WHERE kind = 'leave') OVER (
        PARTITION BY member_hash ORDER BY at, update_id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
      ) AS left_at
      FROM membership_events WHERE channel_id = $1 AND at >= (SELECT min(since) FROM wanted) AND at >= ${settledUntil}
    )
    (SELECT e.invite_link AS link, encode(e.member_hash, 'hex') AS "memberKey", e.at AS "joinedAt", e.left_at AS "leftAt",
      NULL::int AS joins, NULL::int AS left1d, NULL::int AS left7d, NULL::int AS left30d
    FROM events e JOIN wanted w ON w.link = e.invite_link AND e.at >= w.since AND e.at < w.until
    WHERE e.kind = 'join'
    ORDER BY e.at DESC, 2 LIMIT $5)
    UNION ALL
    (SELECT w.link, NULL, min(h.hour), NULL, sum(h.joins)::int, sum(h.left_1d)::int, sum(h.left_7d)::int, sum(h.left_30d)::int
    FROM wanted w
    JOIN link_hourly h ON h.channel_id = $1 AND h.link = w.link AND h.hour < ${settledUntil}
      AND h.hour >= ${utcHour('w.since')} AND h.hour < w.until
    GROUP BY w.link ORDER BY w.link)`,

  /** $1 channel, $2 from, $3 to, $4 limit, the busiest hours. */
  joinsByHour: `
    SELECT * FROM (
      SELECT invite_link AS link, ${hourNumber('at')} AS hour, count(*)::int AS joins${keptJoins} GROUP BY 1, 2
      UNION ALL
      SELECT link, ${hourNumber('hour')}, joins${settledHours}
    ) hours
    ORDER BY 3 DESC, 1, 2 LIMIT $4`,

  /**
   * The end of the last day behind the retention's horizon whose joins are not all known by link: their raw rows went before there was `link_hourly`.
   * $1 channel.
   */
  linksKnownSince: `
    WITH known AS (
      SELECT day, sum(joins) AS joins FROM (
        SELECT ${utcDay('hour')} AS day, joins FROM link_hourly WHERE channel_id = $1 AND hour < ${settledUntil}
        UNION ALL
        SELECT ${utcDay('at')}, 1 FROM membership_events
        WHERE channel_id = $1 AND at >= ${settledUntil} AND at < ${horizonOf('membership_events')} AND kind = 'join'
      ) parts GROUP BY day
    )
    SELECT (max(d.day) + 1)::timestamp AT TIME ZONE 'UTC' AS since
    FROM channel_daily d LEFT JOIN known k ON k.day = d.day
    WHERE d.channel_id = $1 AND d.day < ${utcDay(horizonOf('membership_events'))} AND d.joins > coalesce(k.joins, 0)`,
} as const;
