import { writeFile } from 'node:fs/promises';
import { loadImage, createCanvas } from '@napi-rs/canvas';
import { chartSize, renderOverviewChart, type OverviewChartData } from './overview-chart.js';

const day = (index: number) => new Date(Date.UTC(2026, 9, 25 + index)).toISOString().slice(0, 10);
const days = Array.from({ length: 30 }, (_, index) => day(index));

function chart(changes: Partial<OverviewChartData> = {}): OverviewChartData {
  return {
    title: 'Daily demo · Ежедневник',
    subtitle: 'Last 30 days',
    reachLabel: 'Mean views',
    subscribersLabel: 'Subscribers',
    noData: 'No data yet',
    reachByDay: days.map((date, index) => ({ day: date, value: index === 12 ? null : 2000 + 90 * index })),
    subscribersByDay: days.map((date, index) => ({
      day: date,
      value: index < 20 ? null : 12_000 + index * 11,
    })),
    formatNumber: (value) => new Intl.NumberFormat('en').format(value),
    formatDay: (date) => date.slice(5),
    ...changes,
  };
}

/** How many pixels of the picture have about this colour. */
async function pixelsOf(picture: Buffer, [red, green, blue]: [number, number, number]): Promise<number> {
  const canvas = createCanvas(chartSize.width, chartSize.height);
  const context = canvas.getContext('2d');
  context.drawImage(await loadImage(picture), 0, 0);
  const { data } = context.getImageData(0, 0, chartSize.width, chartSize.height);
  let count = 0;
  for (let at = 0; at < data.length; at += 4) {
    const near = [red, green, blue].every(
      (value, channel) => Math.abs((data[at + channel] ?? 0) - value) < 6,
    );
    if (near) count += 1;
  }
  return count;
}

const blue: [number, number, number] = [0x33, 0x90, 0xec];
const coral: [number, number, number] = [0xe1, 0x70, 0x76];

describe('renderOverviewChart', () => {
  it('draws bars for reach and a line for subscribers', async () => {
    const picture = await renderOverviewChart(chart());
    if (process.env['KEEP_CHART']) await writeFile(process.env['KEEP_CHART'], picture);
    expect(await pixelsOf(picture, blue)).toBeGreaterThan(50_000);
    expect(await pixelsOf(picture, coral)).toBeGreaterThan(500);
  });

  it('leaves a day without data empty', async () => {
    const full = await pixelsOf(await renderOverviewChart(chart()), blue);
    const gap = chart().reachByDay.map((point, index) => (index > 15 ? { ...point, value: null } : point));
    expect(await pixelsOf(await renderOverviewChart(chart({ reachByDay: gap })), blue)).toBeLessThan(
      full * 0.7,
    );
  });

  it('draws no line through a single day of subscribers', async () => {
    const single = days.map((date, index) => ({ day: date, value: index === 29 ? 12_000 : null }));
    const picture = await renderOverviewChart(chart({ subscribersByDay: single }));
    expect(await pixelsOf(picture, coral)).toBeLessThan(50);
  });

  it('survives having nothing to show', async () => {
    const nothing = days.map((date) => ({ day: date, value: null }));
    const picture = await renderOverviewChart(chart({ reachByDay: nothing, subscribersByDay: nothing }));
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
    expect(await pixelsOf(picture, blue)).toBeLessThan(1_000);
  });
});
