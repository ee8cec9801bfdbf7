import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder } from '../scripts/testing/remove-folder.ts';
import { launchBrowser } from './browser.ts';
import { type ConsoleUnderTest, startConsole } from './console-under-test.ts';
import { chooseFrom, samplePages, toLive } from './live-panel.ts';
import { webmFrames } from './webm-frames.ts';

/** A camera that Chromium makes up, and nobody who would have to allow it. */
const fakeCamera = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

let browser: Browser;
let product: ConsoleUnderTest;
beforeAll(async () => {
  [browser, product] = await Promise.all([launchBrowser({ args: fakeCamera }), startConsole()]);
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});
afterAll(async () => {
  await browser.close();
  await product.stop();
});

async function live(on: Browser = browser): Promise<Page> {
  const page = await product.open(on);
  await toLive(page);
  return page;
}

interface Counts {
  delivered: number;
  processed: number;
  skipped: number;
  waiting: number;
  inFlight: number;
}

async function counts(page: Page): Promise<Counts> {
  const text = await page.getByText(/delivered = .* in flight$/u).textContent();
  const [delivered = 0, processed = 0, skipped = 0, waiting = 0, inFlight = 0] =
    (text ?? '').replaceAll(',', '').match(/\d+/gu)?.map(Number) ?? [];
  return { delivered, processed, skipped, waiting, inFlight };
}

function sum({ processed, skipped, waiting, inFlight }: Counts): number {
  return processed + skipped + waiting + inFlight;
}

async function untilProcessed(page: Page, frames: number): Promise<void> {
  await expect
    .poll(async () => (await counts(page)).processed, { timeout: 60_000 })
    .toBeGreaterThanOrEqual(frames);
}

/** A film of so many pictures that differ, as a browser records it. */
async function film(page: Page, frames: number): Promise<Buffer> {
  const base64 = await page.evaluate(async (pictures) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 });
    const context = canvas.getContext('2d');
    const stream = canvas.captureStream(0);
    const [track] = stream.getVideoTracks() as CanvasCaptureMediaStreamTrack[];
    const recorder = new MediaRecorder(stream, { mimeType: 'video/webm;codecs=vp8' });
    const parts: Blob[] = [];
    recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
    recorder.start();
    for (let at = 0; at < pictures; at += 1) {
      if (context) {
        context.fillStyle = `hsl(${at * 30} 80% 50%)`;
        context.fillRect(0, 0, 320, 240);
        context.fillStyle = 'black';
        context.font = '80px sans-serif';
        context.fillText(String(at), 100, 150);
      }
      track?.requestFrame();
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve, { once: true }));
    recorder.stop();
    await stopped;
    const reader = new FileReader();
    const read = new Promise((resolve) => reader.addEventListener('load', resolve, { once: true }));
    reader.readAsDataURL(new Blob(parts));
    await read;
    const { result } = reader;
    return typeof result === 'string' ? (result.split(',')[1] ?? '') : '';
  }, frames);
  return Buffer.from(base64, 'base64');
}

describe('a camera', () => {
  test('is followed, its frames are accounted for, and it is let go', async () => {
    const page = await live();
    await page.getByRole('button', { name: 'Start' }).click();
    await untilProcessed(page, 5);
    const running = await counts(page);
    expect(sum(running)).toBe(running.delivered);
    await page.getByRole('button', { name: /^Camera: fake/iu }).waitFor();

    // Frames that wait are in order, and what is shown falls behind.
    await page.getByText('Wait', { exact: true }).click();
    await expect.poll(async () => (await counts(page)).waiting, { timeout: 30_000 }).toBeGreaterThan(1);
    const waiting = await counts(page);
    expect(sum(waiting)).toBe(waiting.delivered);
    await page.getByRole('img', { name: /^Frame \d+: /u }).waitFor();
    await page.getByText('Nothing leaves this machine').waitFor();

    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText(/\+ 0 waiting \+ 0 in flight$/u).waitFor();
    const stopped = await counts(page);
    expect(sum(stopped)).toBe(stopped.delivered);
    expect(await page.evaluate(() => document.querySelector('video')?.srcObject)).toBeNull();
    expect(product.complaints).toEqual([]);
  });

  test('is let go when the panel is left; what was seen is there when it comes back', async () => {
    const page = await live();
    await page.getByRole('button', { name: 'Start' }).click();
    await untilProcessed(page, 2);
    await page.getByRole('link', { name: 'Models' }).click();
    await page.getByRole('heading', { name: 'Models', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Predict' }).click();
    await page.getByText('stopped when you left this panel').waitFor();
    await page.getByText(/\+ 0 waiting \+ 0 in flight$/u).waitFor();
    expect((await counts(page)).processed).toBeGreaterThanOrEqual(2);
    await page.getByRole('img', { name: /^Frame \d+: /u }).waitFor();
    expect(await page.evaluate(() => document.querySelector('video')?.srcObject ?? null)).toBeNull();
    await page.getByRole('button', { name: 'Start' }).waitFor();
    expect(product.complaints).toEqual([]);
  });
});

async function press(page: Page, button: string, key = 'Enter'): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).focus();
  await page.keyboard.press(key);
}

describe('a video file', () => {
  test('loses no frame while it waits for the model', async () => {
    const page = await live();
    const buffer = await film(page, 20);
    await page.getByText('Video file', { exact: true }).click();
    await chooseFrom(page, 'Choose video', { name: 'film.webm', mimeType: 'video/webm', buffer });
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('The video is at its end').waitFor({ timeout: 60_000 });
    const all = await counts(page);
    // What the recorder took of them.
    const frames = webmFrames(buffer);
    expect(frames).toBeGreaterThan(15);
    expect(all).toEqual({ delivered: frames, processed: frames, skipped: 0, waiting: 0, inFlight: 0 });
  });

  test('plays on, and skips what comes too fast, where frames are dropped', async () => {
    const page = await live();
    const buffer = await film(page, 20);
    await page.getByText('Video file', { exact: true }).click();
    await chooseFrom(page, 'Choose video', { name: 'film.webm', mimeType: 'video/webm', buffer });
    // By keyboard: the arrow goes from Wait to Drop oldest, and Start is pressed.
    await page.getByRole('radio', { name: 'Wait' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText('The newest frame is next').waitFor();
    await press(page, 'Start');
    await page.getByText('The video is at its end').waitFor({ timeout: 60_000 });
    const all = await counts(page);
    expect(sum(all)).toBe(all.delivered);
    expect(all.processed).toBeGreaterThan(0);
    expect([all.waiting, all.inFlight]).toEqual([0, 0]);
  });

  test('that is none is said, with what to do', async () => {
    const page = await live();
    await page.getByText('Video file', { exact: true }).click();
    await press(page, 'Start');
    await page.getByText('Choose a video first').waitFor();
    await chooseFrom(page, 'Choose video', {
      name: 'notes.webm',
      mimeType: 'video/webm',
      buffer: Buffer.from('no film'),
    });
    await press(page, 'Start');
    await page.getByText('notes.webm cannot be played here').waitFor();
    await page.getByText('Convert it to WebM').waitFor();
    await page.getByRole('button', { name: 'Start' }).waitFor();
  });
});

describe('a folder of pictures', () => {
  test('is gone through to its end, boxes are drawn, and pictures are chosen by keyboard', async () => {
    const page = await live();
    await page.getByText('Picture folder', { exact: true }).click();
    await chooseFrom(page, 'Choose folder', samplePages);
    await page.getByText('4 pictures').waitFor();
    await press(page, 'Start');
    await page.getByText('The folder is at its end').waitFor({ timeout: 60_000 });
    expect(await counts(page)).toEqual({ delivered: 4, processed: 4, skipped: 0, waiting: 0, inFlight: 0 });
    const picture = page.getByRole('img', { name: /^Frame 4: \d+ boxes$/u });
    expect(await picture.locator('text').count()).toBeGreaterThan(3);

    // Slowly, so that it is still running when a key is pressed; from then on it goes by hand.
    await page.getByRole('button', { name: /^Pictures a second/u }).press('Enter');
    await page.getByRole('option', { name: '1 a second' }).press('Enter');
    await press(page, 'Start');
    await press(page, 'Next');
    for (let back = 0; back < 3; back += 1) await press(page, 'Previous');
    await page.getByText('1 of 4: page-1.png').waitFor();
    await press(page, 'Next');
    await page.getByText('2 of 4: page-2.png').waitFor();
    await press(page, 'Next');
    await page.getByText('3 of 4: page-3.png').waitFor();
    await press(page, 'Previous');
    await page.getByText('2 of 4: page-2.png').waitFor();
    // Pictures that were passed on the way may be shown for a moment.
    const save = async () => {
      const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Save picture')]);
      return download;
    };
    await expect.poll(async () => (await save()).suggestedFilename()).toMatch(/^page-2-frame-\d+\.png$/u);
    const download = await save();
    const { format, width } = await sharp(await download.path()).metadata();
    expect(format).toBe('png');
    expect(width).toBeGreaterThan(300);
    await press(page, 'Stop', 'Space');
    await page.getByRole('button', { name: 'Start' }).waitFor();
  });

  test('with a file that is no picture goes on and names it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'foredeck-pictures-'));
    try {
      await writeFile(join(folder, 'a-broken.png'), 'no picture');
      await cp(join(samplePages, 'page-1.png'), join(folder, `${'long-name-'.repeat(20)}.png`));
      const page = await live();
      await page.getByText('Picture folder', { exact: true }).click();
      await chooseFrom(page, 'Choose folder', folder);
      await page.getByRole('button', { name: 'Start' }).click();
      await page.getByText('The folder is at its end').waitFor({ timeout: 60_000 });
      await page.getByText('passed over: a-broken.png').waitFor();
      expect(await counts(page)).toMatchObject({ delivered: 2, processed: 1, skipped: 1 });
      const button = await page.getByRole('button', { name: 'Save picture' }).boundingBox();
      expect(button && button.x + button.width).toBeLessThan(1440);
    } finally {
      removeFolder(folder);
    }
  });
});

test('a video that is dropped anywhere opens there', async () => {
  const page = await product.open(browser);
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(['no film'], 'clip.mp4', { type: 'video/mp4' }));
    for (const type of ['dragenter', 'dragover', 'drop'])
      document.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
  });
  await page.getByRole('heading', { name: 'What the model sees' }).waitFor();
  await page.getByText(/^clip.mp4, /u).waitFor();
});

test('a camera that is refused is said, with what to do', async () => {
  const refusing = await launchBrowser();
  try {
    const page = await live(refusing);
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText(/The camera was refused|There is no camera/u).waitFor();
    await page.getByText(/start again/u).waitFor();
  } finally {
    await refusing.close();
  }
});

test('the offline switch beside it is the one of the whole program', async () => {
  const page = await live();
  const offline = page.getByRole('button', { name: 'Offline', exact: true });
  const status = page.getByRole('contentinfo', { name: 'Status' });
  await offline.click();
  await page.getByText('Connections to other machines are refused: 0 so far.').waitFor();
  await status.getByText('Offline').waitFor();
  // What the page asks of the model stays here, so it goes on.
  await page.getByRole('button', { name: 'Start' }).click();
  await untilProcessed(page, 2);
  await offline.click();
  await status.getByText('Offline').waitFor({ state: 'detached' });
});
