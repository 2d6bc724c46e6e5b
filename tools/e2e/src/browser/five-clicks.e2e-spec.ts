import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { owner, ownChannel } from '../suite/people.js';
import { startSuite, type Suite } from '../suite/suite.js';
import { chromiumArguments, findChromium } from './chromium.js';

const executablePath = findChromium();
const described = executablePath === undefined ? describe.skip : describe;
const why = executablePath === undefined ? ' (skipped: no Chromium; set CHROMIUM_PATH)' : '';
const screenshots = join(__dirname, '../../screenshots');

described(`the chat page in a browser${why}`, () => {
  let suite: Suite;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    suite = await startSuite();
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: chromiumArguments });
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (line) => line.type() === 'error' && problems.push(line.text()));
    await mkdir(screenshots, { recursive: true });
  });
  afterAll(async () => {
    await browser?.close();
    await suite?.stop();
  });

  it('goes from /start to a chart in five clicks', async () => {
    const anna = await owner(suite);
    const channel = await ownChannel(suite, anna.id, 'public');
    await page.goto(suite.sandbox.url);

    await page.getByTestId(`user-${anna.id}`).click();
    await page.getByTestId('start-button').click();
    await page.getByTestId('reply-button').filter({ hasText: 'Choose a channel' }).click();
    await page.getByTestId(`picker-channel-${channel.id}`).click();
    const show = page
      .getByTestId('message')
      .filter({ hasText: /first report of .* is ready/ })
      .getByTestId('inline-button');
    await show.click({ timeout: 20_000 });

    const report = page.getByTestId('message').filter({ hasText: 'Average reach' });
    const chart = report.getByTestId('photo');
    await chart.waitFor({ timeout: 20_000 });
    await chart.evaluate((image) => (image as unknown as { decode(): Promise<void> }).decode());
    await chart.scrollIntoViewIfNeeded();
    await page.screenshot({ path: join(screenshots, 'five-clicks.png') });

    expect(await report.textContent()).toContain(channel.title);
    expect(
      await chart.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
    ).toBeGreaterThan(600);
  });

  it('does so without an error on the page', () => {
    expect(problems).toEqual([]);
  });
});
