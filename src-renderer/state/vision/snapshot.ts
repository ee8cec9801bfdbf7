import type { Box } from '../../../src-main/contract/index.ts';
import { saveBlob } from '../../ui/saveBlob.ts';
import type { Shown } from './vision.ts';

/** Saves a frame as it is shown, its boxes and labels drawn in, as a PNG file where the browser puts downloads. */
export async function saveSnapshot(
  { frame, prediction }: Shown,
  colourOf: (label: string) => string,
): Promise<void> {
  const canvas = document.createElement('canvas');
  canvas.width = frame.bitmap.width;
  canvas.height = frame.bitmap.height;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.drawImage(frame.bitmap, 0, 0);
  const boxes = Array.isArray(prediction.prediction) ? prediction.prediction : [];
  for (const box of boxes) drawBox(context, box, colourOf(box.label));
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) return;
  saveBlob(blob, snapshotName(frame.name, frame.number));
}

/** `page-2-frame-3.png` of a file's frame, `frame-17.png` of a camera's. */
export function snapshotName(file: string | null, number: number): string {
  const stem = file?.replace(/\.[^.]+$/u, '').replaceAll(/[^\w.-]+/gu, '-');
  return stem ? `${stem}-frame-${number}.png` : `frame-${number}.png`;
}

function drawBox(
  context: CanvasRenderingContext2D,
  { label, score, box: [x, y, width, height] }: Box,
  colour: string,
): void {
  const font = Math.max(11, Math.round(context.canvas.height / 60));
  const words = `${label} ${score.toFixed(2)}`;
  context.strokeStyle = colour;
  context.lineWidth = Math.max(2, font / 6);
  context.strokeRect(x, y, width, height);
  context.font = `${font}px sans-serif`;
  const wide = context.measureText(words).width + font * 0.6;
  const left = Math.max(0, Math.min(x, context.canvas.width - wide));
  const top = y > font * 1.5 ? y - font * 1.35 : y;
  context.fillStyle = '#ffffff';
  context.fillRect(left, top, wide, font * 1.35);
  context.fillStyle = '#11171c';
  context.fillText(words, left + font * 0.3, top + font);
}
