import { figureDefinitions, type Figure } from '@analyticbot/analytics';
import type { DefinedFigure, FigureName, FigureSource } from '@analyticbot/contracts';
import { sourced } from '../sourced-figure.js';

/** A computed figure with its definition and source, as it is told. */
export function defined(
  name: FigureName,
  computed: Figure,
  source: FigureSource | null | undefined,
): DefinedFigure {
  const { title, formula, unit } = figureDefinitions[name];
  if (unit === 'series') throw new TypeError(`${name} is a series, no figure`);
  return { name, title, formula, unit, figure: sourced(computed, source) };
}
