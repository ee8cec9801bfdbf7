import type { ImageTensor } from '../../contract/card.ts';
import type { rejectKinds } from './reject-kinds.ts';

/** A decoded picture, upright: `pixels` holds `channels` bytes a pixel, rows from the top, RGB or grey. */
export interface Picture {
  width: number;
  height: number;
  channels: 1 | 3;
  pixels: Uint8Array;
}

/** Where a picture lies in the tensor: x in the tensor = x in the picture × scaleX + offsetX, and so for y. */
export interface Placement {
  sourceWidth: number;
  sourceHeight: number;
  scaleX: number;
  scaleY: number;
  offsetX: number;
  offsetY: number;
}

export type PictureTrouble =
  | typeof rejectKinds.notBase64
  | typeof rejectKinds.notAPicture
  | typeof rejectKinds.pictureTooLarge;

/** What turns an encoded picture into one of the size that was asked for; it runs outside of this layer. */
export interface PictureReader {
  /**
   * Decodes base64 text and brings the picture into the given size. Never throws for what is in the text.
   * @returns the picture cut and resized to `fit.width` × `fit.height`, and its own size before.
   */
  read(
    base64: string,
    wanted: { channels: 1 | 3; fit: (width: number, height: number) => PictureFit },
  ): Promise<{ picture: Picture; placement: Placement } | PictureTrouble>;
}

/** Which part of the source (pixels) is resized to which size. */
export interface PictureFit {
  source: { left: number; top: number; width: number; height: number };
  width: number;
  height: number;
}

/**
 * `stretch`: all of it to the whole size. `contain`: all of it, proportions kept, in the upper left corner. `cover`:
 * what is over in one direction is cut evenly on both sides.
 */
export function fitPicture(
  tensor: Pick<ImageTensor, 'fit' | 'width' | 'height'>,
  width: number,
  height: number,
): PictureFit {
  const whole = { left: 0, top: 0, width, height };
  if (tensor.fit === 'stretch') return { source: whole, width: tensor.width, height: tensor.height };
  const ratios = [tensor.width / width, tensor.height / height];
  if (tensor.fit === 'contain') {
    const ratio = Math.min(...ratios);
    return {
      source: whole,
      width: atLeastOne(width * ratio, tensor.width),
      height: atLeastOne(height * ratio, tensor.height),
    };
  }
  const ratio = Math.max(...ratios);
  const cutWidth = atLeastOne(tensor.width / ratio, width);
  const cutHeight = atLeastOne(tensor.height / ratio, height);
  return {
    source: {
      left: Math.floor((width - cutWidth) / 2),
      top: Math.floor((height - cutHeight) / 2),
      width: cutWidth,
      height: cutHeight,
    },
    width: tensor.width,
    height: tensor.height,
  };
}

function atLeastOne(length: number, most: number): number {
  return Math.max(1, Math.min(most, Math.round(length)));
}

export function placementOf(fit: PictureFit, sourceWidth: number, sourceHeight: number): Placement {
  const scaleX = fit.width / fit.source.width;
  const scaleY = fit.height / fit.source.height;
  return {
    sourceWidth,
    sourceHeight,
    scaleX,
    scaleY,
    offsetX: -fit.source.left * scaleX,
    offsetY: -fit.source.top * scaleY,
  };
}

/**
 * Writes a picture into its place in a tensor: `(pixel × scale - mean) / std` for each channel, padding right and
 * below where the picture is smaller.
 * @param first index of the picture's first element in `data`
 */
export function putPicture(
  data: Float32Array | Float16Array | Uint8Array,
  first: number,
  tensor: ImageTensor,
  picture: Picture,
): void {
  const channels = tensor.channels === 'L' ? 1 : 3;
  const plane = tensor.width * tensor.height;
  for (let channel = 0; channel < channels; channel++) {
    const values = channelValues(tensor, channel);
    const source = tensor.channels === 'BGR' ? 2 - channel : channel;
    const padding = valueOf(tensor, channel, tensor.pad);
    const step = tensor.layout === 'NCHW' ? 1 : channels;
    let slot = tensor.layout === 'NCHW' ? first + channel * plane : first + channel;
    for (let y = 0; y < tensor.height; y++) {
      let pixel = y * picture.width * channels + source;
      const inside = y < picture.height ? Math.min(picture.width, tensor.width) : 0;
      for (let x = 0; x < inside; x++, pixel += channels, slot += step) {
        data[slot] = values[picture.pixels[pixel] as number] as number;
      }
      for (let x = inside; x < tensor.width; x++, slot += step) data[slot] = padding;
    }
  }
}

/** By pixel value (0 to 255), what goes into the tensor. */
function channelValues(tensor: ImageTensor, channel: number): Float64Array {
  return Float64Array.from({ length: 256 }, (_, pixel) => valueOf(tensor, channel, pixel));
}

function valueOf({ type, scale, mean, std }: ImageTensor, channel: number, pixel: number): number {
  // One number stands for all channels.
  const of = (list: readonly number[]): number => list[channel] ?? list.at(-1) ?? 0;
  const value = (pixel * scale - of(mean)) / (of(std) || 1);
  return type === 'uint8' ? Math.min(255, Math.max(0, Math.round(value))) : value;
}

/** Elements of one picture in the tensor. */
export function pictureElements({ width, height, channels }: ImageTensor): number {
  return width * height * (channels === 'L' ? 1 : 3);
}
