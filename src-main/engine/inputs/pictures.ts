import { enlarge } from '../../domain/encoding/enlarge.ts';
import { type PictureReader, placementOf } from '../../domain/encoding/pictures.ts';
import { rejectKinds } from '../../domain/encoding/reject-kinds.ts';

/** A picture with more pixels is refused before it is decoded: a small file can claim any size. */
const pixelsMax = 50_000_000;

/** Formats that hold pixels. SVG, PDF and their like are programs of a kind, and stay out. */
const formats: ReadonlySet<string> = new Set(['png', 'jpeg', 'webp', 'gif', 'tiff', 'heif', 'avif']);

/** The loaders of libvips for them; every other one is switched off, so that nothing else is even looked into. */
const loaders = ['Png', 'Jpeg', 'Webp', 'Nsgif', 'Tiff', 'Heif'].map((name) => `VipsForeignLoad${name}`);

const base64Pattern = /^[A-Za-z0-9+/_-]+={0,2}$/u;
const dataUriPattern = /^data:image\/[\w.+-]+;base64,/u;

/**
 * Decodes pictures with sharp (libvips): upright by their EXIF orientation, transparency on white, made smaller by
 * averaging and larger by bilinear interpolation. Loaded only here, so that engines without pictures pay nothing.
 */
export async function openPictures(): Promise<PictureReader> {
  const { default: sharp } = await import('sharp');
  // One picture at a time in one thread, as a process is the unit of parallel work; and nothing is kept.
  sharp.concurrency(1);
  sharp.cache(false);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: loaders });
  return {
    async read(base64, { channels, fit }) {
      const text = base64.trim().replace(dataUriPattern, '').replaceAll(/\s/gu, '');
      if (!base64Pattern.test(text)) return rejectKinds.notBase64;
      const bytes = Buffer.from(text, 'base64');
      try {
        const input = { limitInputPixels: pixelsMax, failOn: 'error', pages: 1 } as const;
        const {
          format,
          width,
          height,
          orientation = 1,
        } = await sharp(bytes, {
          ...input,
          limitInputPixels: false,
        }).metadata();
        if (!formats.has(format)) return rejectKinds.notAPicture;
        if (width * height > pixelsMax) return rejectKinds.pictureTooLarge;
        // Orientations from 5 on lie on their side (EXIF 2.3, tag 0x0112).
        const [uprightWidth, uprightHeight] = orientation >= 5 ? [height, width] : [width, height];
        const wanted = fit(uprightWidth, uprightHeight);
        const upright = sharp(bytes, input)
          .autoOrient()
          .flatten({ background: '#ffffff' })
          .extract(wanted.source)
          // libvips shifts by half a pixel where it enlarges in one direction alone, so enlarging is done below; and a
          // JPEG that is shrunk while it is decoded is not averaged as others are.
          .resize(
            Math.min(wanted.width, wanted.source.width),
            Math.min(wanted.height, wanted.source.height),
            {
              fit: 'fill',
              kernel: 'linear',
              fastShrinkOnLoad: false,
            },
          );
        const pixels = await (channels === 1 ? upright.toColourspace('b-w') : upright.toColourspace('srgb'))
          .raw({ depth: 'uchar' })
          .toBuffer({ resolveWithObject: true });
        const { width: readWidth, height: readHeight } = pixels.info;
        const read = { width: readWidth, height: readHeight, channels, pixels: pixels.data };
        return {
          picture: enlarge(read, wanted.width, wanted.height),
          placement: placementOf(wanted, uprightWidth, uprightHeight),
        };
      } catch {
        return rejectKinds.notAPicture;
      }
    },
  };
}
