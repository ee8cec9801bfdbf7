type Begins = (text: string) => boolean;
const withText =
  (magic: string, at = 0): Begins =>
  (text) =>
    text.startsWith(magic, at);

/** What people drop by mistake, by how it begins, and what to do instead. */
const beginnings: readonly (readonly [begins: Begins, what: string])[] = [
  [
    withText('version https://git-lfs'),
    'is a pointer that Git LFS keeps in the place of a file; fetch the file itself (git lfs pull).',
  ],
  [
    (text) => /^\s*<(!doctype|html)/iu.test(text),
    'is a web page, probably saved in the place of the model; download the file itself.',
  ],
  [
    withText('PK\u0003\u0004'),
    'is a zip archive (PyTorch and Keras files are, too); unpack it, or export the model to ONNX.',
  ],
  [
    (text) => text.startsWith('\u0080') && text.charCodeAt(1) <= 5,
    'is a Python pickle; export the model to ONNX.',
  ],
  [withText('\u0089HDF'), 'is an HDF5 file, as Keras writes them; export the model to ONNX.'],
  [withText('TFL3', 4), 'is a TensorFlow Lite model; convert it to ONNX.'],
  [
    withText('ORTM', 4),
    'is in the format of onnxruntime itself (.ort); import the ONNX file it was made from.',
  ],
  [withText('GGUF'), 'is a GGUF file; export the model to ONNX.'],
  [(text) => /^\s*[{[]/u.test(text), 'is a JSON file; choose the model itself.'],
];

/** The sentence about a file that is of another kind; null when it may be ONNX. */
export function otherKind(bytes: Buffer): string | null {
  const beginning = bytes.toString('latin1', 0, 200);
  return beginnings.find(([begins]) => begins(beginning))?.[1] ?? null;
}
