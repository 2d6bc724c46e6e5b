import { createCanvas } from '@napi-rs/canvas';
import { Chart, registerables, type ChartConfiguration, type ChartItem } from 'chart.js';
import type { SeriesPoint } from '@analyticbot/contracts';
import { chartFont, registerChartFonts } from './fonts.js';

/** What the picture shows: two daily series over the same days, with the words on it. */
export interface OverviewChartData {
  readonly title: string;
  readonly subtitle: string;
  readonly reachLabel: string;
  readonly subscribersLabel: string;
  readonly noData: string;
  /** Mean views of each day's posts, oldest first; null is a gap. */
  readonly reachByDay: readonly SeriesPoint[];
  /** Subscribers at the end of each day, oldest first; null is a gap. */
  readonly subscribersByDay: readonly SeriesPoint[];
  /** Writes a number as the reader's language does. */
  readonly formatNumber: (value: number) => string;
  /** Writes a day (`2026-11-23`) short, as the reader's language does. */
  readonly formatDay: (day: string) => string;
}

/** Size of the picture in pixels: wide enough to read on a phone held upright. */
export const chartSize = { width: 1200, height: 720 } as const;

const colours = {
  reach: '#3390ec',
  subscribers: '#e17076',
  text: '#1f2933',
  faint: '#7b8794',
  grid: '#e4e7eb',
};

/** Draws the overview of a channel as a PNG. Days without data stay empty instead of touching zero. */
export async function renderOverviewChart(data: OverviewChartData): Promise<Buffer> {
  registerChartFonts();
  Chart.register(...registerables);
  const canvas = createCanvas(chartSize.width, chartSize.height);
  const context = canvas.getContext('2d');
  // Chart.js asks for the browser's types; the canvas offers the same drawing calls without a DOM.
  const chart = new Chart(context as unknown as ChartItem, configuration(data));
  const picture = await canvas.encode('png');
  chart.destroy();
  return picture;
}

function hasValues(series: readonly SeriesPoint[]): boolean {
  return series.some((point) => point.value !== null);
}

function configuration(
  data: OverviewChartData,
): ChartConfiguration<'bar' | 'line', (number | null)[], string> {
  const showSubscribers = data.subscribersByDay.filter((point) => point.value !== null).length > 1;
  const empty = !hasValues(data.reachByDay) && !showSubscribers;
  const font = (size: number, weight: 'normal' | 'bold' = 'normal') => ({ family: chartFont, size, weight });
  const axis = (title: string, color: string) => ({
    axis: 'y' as const,
    display: !empty,
    title: { display: true, text: title, color, font: font(20) },
    ticks: {
      color,
      font: font(18),
      maxTicksLimit: 7,
      callback: (value: string | number) => data.formatNumber(Number(value)),
    },
  });
  return {
    type: 'bar',
    data: {
      labels: data.reachByDay.map((point) => data.formatDay(point.day)),
      datasets: [
        {
          type: 'bar',
          label: data.reachLabel,
          data: data.reachByDay.map((point) => point.value),
          backgroundColor: colours.reach,
          borderRadius: 4,
          yAxisID: 'reach',
          order: 2,
        },
        ...(showSubscribers
          ? [
              {
                type: 'line' as const,
                label: data.subscribersLabel,
                data: data.subscribersByDay.map((point) => point.value),
                borderColor: colours.subscribers,
                backgroundColor: colours.subscribers,
                borderWidth: 4,
                pointRadius: 4,
                spanGaps: false,
                yAxisID: 'subscribers',
                order: 1,
              },
            ]
          : []),
      ],
    },
    options: {
      animation: false,
      responsive: false,
      devicePixelRatio: 1,
      layout: { padding: 28 },
      plugins: {
        title: {
          display: true,
          text: data.title,
          align: 'start',
          color: colours.text,
          font: font(32, 'bold'),
        },
        subtitle: {
          display: true,
          text: empty ? data.noData : data.subtitle,
          align: 'start',
          color: colours.faint,
          font: font(20),
          padding: { bottom: 16 },
        },
        legend: {
          display: !empty,
          position: 'bottom',
          labels: { color: colours.text, font: font(20), padding: 24 },
        },
      },
      scales: {
        x: {
          display: !empty,
          grid: { display: false },
          ticks: { color: colours.faint, font: font(18), maxTicksLimit: 8, maxRotation: 0 },
        },
        reach: {
          ...axis(data.reachLabel, colours.reach),
          beginAtZero: true,
          position: 'left',
          grid: { color: colours.grid },
        },
        ...(showSubscribers
          ? {
              subscribers: {
                ...axis(data.subscribersLabel, colours.subscribers),
                position: 'right' as const,
                grid: { display: false },
                // Growth is small beside the total: a scale from zero would hide it.
                beginAtZero: false,
                grace: '20%',
              },
            }
          : {}),
      },
    },
    plugins: [
      {
        id: 'paper',
        beforeDraw: ({ ctx }) => {
          ctx.fillStyle = '#ffffff';
          ctx.fillRect(0, 0, chartSize.width, chartSize.height);
        },
      },
    ],
  };
}
