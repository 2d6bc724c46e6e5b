import { createRandom } from '../../simulation/index.js';

/** A small landscape, as a `data:` address: the same for the same key. Stands in for a photo or a video's first frame. */
export function drawnPicture(key: string): string {
  const random = createRandom(`picture:${key}`);
  const hue = random.below(360);
  const [sunX, sunY, sunSize] = [60 + random.below(280), 40 + random.below(70), 18 + random.below(22)];
  const hill = (top: number, light: number): string => {
    const y = (): number => Math.round(top + random.between(-26, 26));
    const line = `${y()}Q70,${y() - 30} 140,${y()}T280,${y()}T420,${y()}`;
    return `<path fill="hsl(${(hue + 150) % 360} 32% ${light}%)" d="M0,${line}V250H0Z"/>`;
  };
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 250" preserveAspectRatio="xMidYMid slice"><linearGradient id="s" x2="0" y2="1"><stop stop-color="hsl(${hue} 62% 62%)"/><stop offset="1" stop-color="hsl(${(hue + 40) % 360} 70% 84%)"/></linearGradient><path fill="url(#s)" d="M0,0H400V250H0Z"/><circle cx="${sunX}" cy="${sunY}" r="${sunSize}" fill="#fff8e0" opacity=".9"/>${hill(150, 52)}${hill(185, 40)}${hill(215, 28)}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
