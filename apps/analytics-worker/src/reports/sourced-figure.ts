import type { Figure as ComputedFigure } from '@analyticbot/analytics';
import type { Figure, FigureSource } from '@analyticbot/contracts';

/** A computed figure with its source, as it is told; one without a source can't be told. */
export function sourced(computed: ComputedFigure, source: FigureSource | null | undefined): Figure {
  if (!computed.available) {
    const { since, ...why } = computed;
    return since === undefined ? why : { ...why, since: since.toISOString() };
  }
  if (source == null) return { available: false, reason: 'no-source' };
  const { window, ...figure } = computed;
  return {
    ...figure,
    source,
    window: { from: window.from.toISOString(), to: window.to.toISOString() },
  };
}

/** The source that gave most of some values; of two that gave as many, the first by name. Null when none gave any. */
export function mainSource(sources: readonly (FigureSource | null)[]): FigureSource | null {
  const counts = new Map<FigureSource, number>();
  for (const source of sources) if (source !== null) counts.set(source, (counts.get(source) ?? 0) + 1);
  const [most] = [...counts].sort(([a, one], [b, other]) => other - one || a.localeCompare(b));
  return most?.[0] ?? null;
}
