const units = [
  { size: 1e9, letter: 'B' },
  { size: 1e6, letter: 'M' },
  { size: 1e3, letter: 'K' },
] as const;

/**
 * A count as Telegram's public pages show it: exact below 1000, else three significant digits without trailing zeros
 * ("857", "12.5K", "1.05M", "2M"), rounded to the nearest.
 */
export function roundedCount(count: number): string {
  if (count < 1000) return String(Math.round(count));
  const rounded = Number(count.toPrecision(3));
  const unit = units.find(({ size }) => rounded >= size);
  return unit ? `${Number((rounded / unit.size).toPrecision(3))}${unit.letter}` : String(rounded);
}
