/** How frames are encoded for the model; said in the panel. */
export const encoding = { type: 'image/jpeg', name: 'JPEG', quality: 0.9 } as const;

/** A frame as base64 text of an encoded picture, as `models.predict` takes it. */
export async function encodeFrame(bitmap: ImageBitmap): Promise<string> {
  const canvas = document.createElement('canvas');
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) =>
    canvas.toBlob(resolve, encoding.type, encoding.quality),
  );
  if (!blob) throw new Error('The browser could not encode the picture.');
  return base64Of(blob);
}

function base64Of(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const text = typeof reader.result === 'string' ? reader.result : '';
      resolve(text.slice(text.indexOf(',') + 1));
    });
    reader.addEventListener('error', () => reject(reader.error ?? new Error('The picture cannot be read.')));
    reader.readAsDataURL(blob);
  });
}
