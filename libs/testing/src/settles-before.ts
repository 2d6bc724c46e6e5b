/**
 * Whether something settles before a timer of this process that was set beside it. A deadline is held against such a timer
 * rather than the clock: load makes both as late.
 */
export async function settlesBefore(promise: Promise<unknown>, ms: number): Promise<boolean> {
  let inTime = true;
  const bell = setTimeout(() => (inTime = false), ms);
  await Promise.allSettled([promise]);
  clearTimeout(bell);
  return inTime;
}
