/** As with posts, a channel is named by its id without a foreign key: a row may come before its channel does. People are referenced. */
export const peopleAndRulesUp: readonly string[] = [
  `CREATE TABLE users (
    id bigint PRIMARY KEY,
    language text,
    time_zone text NOT NULL DEFAULT 'UTC',
    blocked_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz
  )`,
  `CREATE TABLE campaigns (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel_id bigint NOT NULL,
    link text NOT NULL,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 64),
    cost numeric(14, 2) CHECK (cost >= 0),
    currency text CHECK (currency ~ '^[A-Z]{3}$'),
    starts_at timestamptz,
    ends_at timestamptz,
    created_by bigint REFERENCES users (id) ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (channel_id, link),
    CHECK ((cost IS NULL) = (currency IS NULL)),
    CHECK (ends_at > starts_at)
  )`,
  `CREATE TABLE alert_rules (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel_id bigint NOT NULL,
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind text NOT NULL,
    threshold double precision,
    window_seconds integer CHECK (window_seconds > 0),
    enabled boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (channel_id, user_id, kind)
  )`,
  `CREATE TABLE alert_events (
    rule_id bigint NOT NULL REFERENCES alert_rules (id) ON DELETE CASCADE,
    occurred_at timestamptz NOT NULL,
    channel_id bigint NOT NULL,
    figure double precision,
    expected double precision,
    delivered_at timestamptz,
    PRIMARY KEY (rule_id, occurred_at)
  )`,
  `CREATE TABLE digest_subscriptions (
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    channel_id bigint NOT NULL,
    frequency text NOT NULL CHECK (frequency IN ('daily', 'weekly', 'monthly')),
    at_hour smallint NOT NULL CHECK (at_hour BETWEEN 0 AND 23),
    on_day smallint CHECK (on_day BETWEEN 1 AND 31),
    next_at timestamptz NOT NULL,
    last_sent_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, channel_id),
    CHECK ((frequency = 'daily') = (on_day IS NULL)),
    CHECK (frequency <> 'weekly' OR on_day <= 7)
  )`,
  `CREATE TABLE processed_messages (
    consumer text NOT NULL,
    message_id text NOT NULL,
    processed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, message_id)
  )`,
];

export const peopleAndRulesDown: readonly string[] = [
  'processed_messages',
  'digest_subscriptions',
  'alert_events',
  'alert_rules',
  'campaigns',
  'users',
].map((table) => `DROP TABLE ${table}`);
