import { failed } from '../../../src-main/contract/index.ts';
import { saveBlob } from '../../ui/saveBlob.ts';

export interface Picture {
  /** The file's. */
  name: string;
  base64: string;
}

/** Pictures that come with the product, by their path under `resources/samples/`. */
const files = import.meta.glob<string>('../../../resources/samples/*/*.{png,jpg}', {
  query: '?url',
  import: 'default',
  eager: true,
});
const folder = '../../../resources/samples/';

/** The sample pictures that lie beside one of them, itself included, in order. */
export function samplesBeside(example: string): string[] {
  const beside = example.slice(0, example.lastIndexOf('/') + 1);
  return Object.keys(files)
    .map((path) => path.slice(folder.length))
    .filter((path) => path.startsWith(beside))
    .sort();
}

export async function samplePicture(path: string): Promise<Picture> {
  const url = files[`${folder}${path}`];
  if (url === undefined) throw failed('INPUT_NOT_FOUND', `There is no sample picture ${path}`);
  const answer = await fetch(url);
  return { name: nameOf(path), base64: await base64Of(await answer.blob()) };
}

/** Whether a picture of this name came with the product, so that its file lies nowhere a request can read it from. */
export function isSample(name: string): boolean {
  return Object.keys(files).some((path) => nameOf(path) === name);
}

/** Saves a picture that is held as base64 text as the file it came from. */
export function savePicture({ name, base64 }: Picture): void {
  saveBlob(new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]), name);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Larger pictures than this do not fit into one message to the backend as base64 text. */
export const mostPictureBytes = 11_000_000;

export async function pictureOf(file: File): Promise<Picture> {
  if (file.size > mostPictureBytes) {
    throw failed(
      'INPUT_UNSUPPORTED',
      `${file.name} has ${(file.size / 1e6).toFixed(1)} MB; a picture of at most ${mostPictureBytes / 1e6} MB can be given here`,
    );
  }
  return { name: file.name || 'picture.png', base64: await base64Of(file) };
}

async function base64Of(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const text = typeof reader.result === 'string' ? reader.result : '';
      resolve(text.slice(text.indexOf(',') + 1));
    });
    reader.addEventListener('error', () => reject(reader.error ?? new Error('The picture cannot be read')));
    reader.readAsDataURL(blob);
  });
}

const kinds: readonly [start: string, type: string][] = [
  ['iVBOR', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lG', 'image/gif'],
  ['UklG', 'image/webp'],
  ['SUkq', 'image/tiff'],
  ['TU0A', 'image/tiff'],
  ['AAAA', 'image/avif'],
];

/** A picture given as base64 text, as an address that an `img` shows. */
export function pictureUrl(base64: string): string {
  const type = kinds.find(([start]) => base64.startsWith(start))?.[1] ?? 'image/png';
  return `data:${type};base64,${base64}`;
}

const endings = ['.png', '.jpg', '.jpeg', '.webp', '.gif', '.avif', '.tif', '.tiff', '.bmp'];

export function isPicture(name: string): boolean {
  return endings.some((ending) => name.toLowerCase().endsWith(ending));
}
