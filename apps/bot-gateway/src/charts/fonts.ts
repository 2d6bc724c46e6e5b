import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { GlobalFonts } from '@napi-rs/canvas';

/** Family name under which charts draw their text: covers Latin, Cyrillic and Greek, and comes with the package. */
export const chartFont = 'AnalyticBot Sans';

let registered = false;

/** Makes the fonts known to the canvas, once a process: a bare container has no fonts of its own. */
export function registerChartFonts(): void {
  if (registered) return;
  const folder = join(
    dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')),
    'ttf',
  );
  GlobalFonts.registerFromPath(join(folder, 'DejaVuSans.ttf'), chartFont);
  GlobalFonts.registerFromPath(join(folder, 'DejaVuSans-Bold.ttf'), chartFont);
  registered = true;
}
