/** How busy the parts are that a plan makes work for. */
export interface Pressure {
  /** Callers that wait for a database connection. */
  readonly poolWaiting: number;
  readonly poolMax: number;
  /** Readings that were planned and have not been done yet. */
  readonly outstanding: number;
  /** So many may be outstanding. */
  readonly mostOutstanding: number;
  /** How much longer Telegram holds the token after a 429, milliseconds. */
  readonly heldForMs: number;
}

/**
 * The share of its budget, 0 to 1, that the next plan of `tickMs` may use. Nothing new is planned while as many callers wait
 * for the database as it has connections, while the readings of earlier plans are not done, or while Telegram holds us.
 */
export function paceUnder(pressure: Pressure, tickMs: number): number {
  const { poolWaiting, poolMax, outstanding, mostOutstanding, heldForMs } = pressure;
  return Math.max(
    0,
    Math.min(1 - poolWaiting / poolMax, 1 - outstanding / mostOutstanding, 1 - heldForMs / tickMs, 1),
  );
}
