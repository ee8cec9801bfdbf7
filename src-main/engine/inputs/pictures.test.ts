import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageTensor } from '../../contract/card.ts';
import { fitPicture, type PictureReader, putPicture } from '../../domain/encoding/pictures.ts';
import { rejectKinds } from '../../domain/encoding/reject-kinds.ts';
import { openPictures } from './pictures.ts';

let reader: PictureReader;
beforeAll(async () => {
  reader = await openPictures();
});

/** Two by one pixels: red at the left, blue at the right. */
const redBlue = () =>
  sharp(Buffer.from([255, 0, 0, 0, 0, 255]), { raw: { width: 2, height: 1, channels: 3 } });
const base64 = async (picture: Sharp) => (await picture.toBuffer()).toString('base64');

const tensor: ImageTensor = {
  kind: 'image',
  name: 'image',
  type: 'float32',
  feature: 'photo',
  layout: 'NCHW',
  channels: 'RGB',
  width: 2,
  height: 2,
  fit: 'stretch',
  pad: 0,
  scale: 1,
  mean: [0],
  std: [1],
};

async function encode(text: string, more: Partial<ImageTensor> = {}): Promise<number[] | number> {
  const wanted = { ...tensor, ...more };
  const channels = wanted.channels === 'L' ? 1 : 3;
  const read = await reader.read(text, {
    channels,
    fit: (width, height) => fitPicture(wanted, width, height),
  });
  if (typeof read === 'number') return read;
  const data = new Float32Array(channels * wanted.width * wanted.height);
  putPicture(data, 0, wanted, read.picture);
  return [...data];
}

describe('a picture', () => {
  it('is laid out by channels or by pixels, in the order of the card', async () => {
    const png = await base64(redBlue().png());
    expect(await encode(png)).toEqual([255, 0, 255, 0, 0, 0, 0, 0, 0, 255, 0, 255]);
    expect(await encode(png, { layout: 'NHWC', height: 1 })).toEqual([255, 0, 0, 0, 0, 255]);
    expect(await encode(png, { layout: 'NHWC', height: 1, channels: 'BGR' })).toEqual([0, 0, 255, 255, 0, 0]);
  });
  it('is scaled, then normalised channel by channel', async () => {
    const png = await base64(redBlue().png());
    const values = await encode(png, {
      height: 1,
      scale: 1 / 255,
      mean: [0.5, 0, 0.25],
      std: [0.5, 1, 0.25],
    });
    expect(values).toEqual([1, -1, 0, 0, -1, 3]);
    expect(await encode(png, { height: 1, scale: 1 / 255, mean: [0.5], std: [0.5] })).toEqual([
      1, -1, -1, -1, -1, 1,
    ]);
  });
  it('may be grey', async () => {
    const grey = sharp(Buffer.from([10, 200]), { raw: { width: 2, height: 1, channels: 1 } }).png();
    expect(await encode(await base64(grey), { channels: 'L', height: 1 })).toEqual([10, 200]);
    expect(await encode(await base64(grey), { height: 1 })).toEqual([10, 200, 10, 200, 10, 200]);
  });
  it('is contained with padding right and below, or covers and is cut', async () => {
    const png = await base64(redBlue().png());
    const contained = await encode(png, { fit: 'contain', channels: 'BGR', layout: 'NHWC', pad: 114 });
    expect(contained).toEqual([0, 0, 255, 255, 0, 0, 114, 114, 114, 114, 114, 114]);
    const wide = sharp(Buffer.from([0, 90, 90, 0]), { raw: { width: 4, height: 1, channels: 1 } }).png();
    const cut = { fit: 'cover', channels: 'L', width: 2, height: 1 } as const;
    expect(await encode(await base64(wide), cut)).toEqual([90, 90]);
  });
  it('stands upright, whichever way the camera was held', async () => {
    const large = redBlue().resize(32, 16, { kernel: 'nearest', fit: 'fill' });
    const turned = large.withMetadata({ orientation: 6 }).jpeg({ quality: 100, chromaSubsampling: '4:4:4' });
    // Orientation 6: to be turned by 90° clockwise, so that red is above blue.
    const upright = await encode(await base64(turned), { width: 1, height: 2, layout: 'NHWC' });
    const blurred = [255, 0, 0, 0, 0, 255].map((value) => expect.closeTo(value, -2));
    expect(upright).toEqual(blurred);
    const [red = 0, , blue = 0] = upright as number[];
    expect(red).toBeGreaterThan(blue);
  });
  it('shows white where it is transparent', async () => {
    const clear = sharp(Buffer.from([0, 0, 0, 0]), { raw: { width: 1, height: 1, channels: 4 } }).png();
    expect(await encode(await base64(clear), { width: 1, height: 1 })).toEqual([255, 255, 255]);
  });
  it('may be JPEG, WebP, GIF, TIFF or AVIF, and a data: URI', async () => {
    const large = redBlue().resize(16, 16, { kernel: 'nearest', fit: 'fill' });
    const ways = [large.jpeg(), large.webp({ lossless: true }), large.gif(), large.tiff(), large.avif()];
    for (const way of ways) {
      const values = await encode(await base64(way), { width: 1, height: 1, fit: 'stretch' });
      expect(values).toHaveLength(3);
    }
    const uri = `data:image/png;base64,${await base64(redBlue().png())}`;
    expect(await encode(uri, { height: 1, layout: 'NHWC' })).toEqual([255, 0, 0, 0, 0, 255]);
  });
});

describe('what is no picture', () => {
  const asBase64 = (text: string) => Buffer.from(text).toString('base64');
  it('is told apart', async () => {
    expect(await encode('no base64 at all!')).toBe(rejectKinds.notBase64);
    expect(await encode(asBase64('just text'))).toBe(rejectKinds.notAPicture);
    expect(await encode(asBase64('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'))).toBe(
      rejectKinds.notAPicture,
    );
    expect(await encode(asBase64('%PDF-1.4\n%%EOF'))).toBe(rejectKinds.notAPicture);
    const png = Buffer.from(await base64(redBlue().png()), 'base64');
    expect(await encode(png.subarray(0, png.length - 20).toString('base64'))).toBe(rejectKinds.notAPicture);
  });
  it('is refused before it is decoded when it is too large', async () => {
    // A small file that says it is 60,000 × 60,000 pixels: only its header is changed.
    const png = Buffer.from(await base64(redBlue().png()), 'base64');
    png.writeUInt32BE(60_000, 16);
    png.writeUInt32BE(60_000, 20);
    const refused = [rejectKinds.pictureTooLarge, rejectKinds.notAPicture];
    expect(refused).toContain(await encode(png.toString('base64')));
    const wide = sharp({ create: { width: 10_000, height: 5_001, channels: 3, background: '#fff' } });
    expect(await encode(await base64(wide.png({ compressionLevel: 1 })))).toBe(rejectKinds.pictureTooLarge);
  });
});
