import { type FrameSink, type FrameSource, longestSidePx, takeBitmap } from './frameSource.ts';

const endings = ['.png', '.jpg', '.jpeg', '.webp', '.gif', '.avif', '.bmp'];
const byName = new Intl.Collator('en', { numeric: true });

/** The pictures among files, in the order of their names: `2.png` before `10.png`. */
export function picturesOf(files: readonly File[]): File[] {
  return files
    .filter(({ name }) => endings.some((ending) => name.toLowerCase().endsWith(ending)))
    .sort((a, b) => byName.compare(pathOf(a), pathOf(b)));
}

function pathOf(file: File): string {
  return file.webkitRelativePath || file.name;
}

/**
 * Pictures one after another, so many a second.
 * @param onAt told which one comes now, from 0
 * @param onUnreadable told of a file that no browser makes a picture of; it is passed over and counted as skipped
 */
export function openFolder(
  pictures: readonly File[],
  from: number,
  options: {
    perSecond: () => number;
    onAt: (at: number) => void;
    onUnreadable: (name: string) => void;
  },
  sink: FrameSink,
): FrameSource {
  let stopped = false;
  /** Whether somebody goes through them by hand. */
  let byHand = false;
  let isOffering = false;
  let playing = Promise.resolve();
  let next = from;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function offer(at: number): Promise<void> {
    const file = pictures[at];
    if (!file) return;
    try {
      const bitmap = await small(file);
      if (stopped) bitmap.close();
      else sink.offer(bitmap, file.name);
    } catch {
      if (stopped) return;
      sink.missed(1);
      options.onUnreadable(file.name);
    }
  }

  async function play(): Promise<void> {
    if (sink.waits()) await sink.room();
    if (stopped || byHand) return;
    if (next >= pictures.length) {
      sink.ended();
      return;
    }
    const begunMs = performance.now();
    const at = next;
    next += 1;
    options.onAt(at);
    playing = offer(at);
    await playing;
    if (stopped || byHand) return;
    timer = setTimeout(
      () => void play(),
      Math.max(0, 1000 / options.perSecond() - (performance.now() - begunMs)),
    );
  }

  /** The picture somebody stopped at is shown, however quickly they went there: those they passed are left out. */
  async function offerWanted(): Promise<void> {
    if (isOffering) return;
    isOffering = true;
    // One that is being read comes first, as it was asked for.
    await playing;
    let offered = -1;
    while (offered !== next - 1 && !stopped) {
      await sink.room();
      offered = next - 1;
      await offer(offered);
    }
    isOffering = false;
  }

  void play();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
    go(by) {
      byHand = true;
      clearTimeout(timer);
      const at = Math.min(pictures.length - 1, Math.max(0, next - 1 + by));
      next = at + 1;
      options.onAt(at);
      void offerWanted();
    },
  };
}

/** A picture of a file, no larger than what is sent. */
async function small(file: File): Promise<ImageBitmap> {
  const whole = await takeBitmap(file, null);
  if (Math.max(whole.width, whole.height) <= longestSidePx) return whole;
  try {
    const scale = longestSidePx / Math.max(whole.width, whole.height);
    return await createImageBitmap(whole, {
      resizeWidth: Math.max(1, Math.round(whole.width * scale)),
      resizeHeight: Math.max(1, Math.round(whole.height * scale)),
      resizeQuality: 'medium',
    });
  } finally {
    whole.close();
  }
}
