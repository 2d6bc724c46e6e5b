/** The hour of the week of a moment in UTC: 0 is Monday 0:00 to 0:59, 167 is Sunday 23:00. */
export function hourOfWeekUtc(moment: Date): number {
  return ((moment.getUTCDay() + 6) % 7) * 24 + moment.getUTCHours();
}
