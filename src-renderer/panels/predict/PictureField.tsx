import { useEffect, useMemo, useRef, useState } from 'react';
import type { ModelInput } from '../../../src-main/contract/index.ts';
import { setText, takePicture, takeSample } from '../../state/predict/form.ts';
import { usePredict } from '../../state/predict/predict.ts';
import { pictureUrl, samplesBeside } from '../../state/predict/samplePictures.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import { bytes } from '../../ui/format/numbers.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Picker } from '../../ui/Picker.tsx';
import type { ControlProps } from './Field.tsx';
import styles from './PictureField.module.css';

/** A picture that is dropped, chosen, pasted, or one of the samples. */
export function PictureField({
  input,
  label,
  describedBy,
  invalid,
  text,
}: ControlProps & { input: Extract<ModelInput, { type: 'image' }> }) {
  const name = usePredict((state) => state.pictures[input.name]);
  /** The address that the browser could not draw. */
  const [unreadable, setUnreadable] = useState<string | null>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const url = useMemo(() => (text === '' ? null : pictureUrl(text)), [text]);
  const samples = useMemo(() => (input.example ? samplesBeside(input.example) : []), [input.example]);
  const take = (file: File | undefined) => {
    if (file) void takePicture(input.name, file);
  };
  // A picture is pasted wherever the focus is.
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const file = pictureIn(event.clipboardData);
      if (!file) return;
      event.preventDefault();
      void takePicture(input.name, file);
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, [input.name]);
  return (
    <div
      role="group"
      aria-label={label}
      aria-describedby={describedBy}
      className={cx(styles.picture, invalid && styles.invalid)}
    >
      {url && unreadable !== url ? (
        <img
          className={styles.thumb}
          src={url}
          alt={`${label}: ${name ?? 'a picture'}`}
          onError={() => setUnreadable(url)}
        />
      ) : url ? (
        <span className={styles.nothing}>no preview</span>
      ) : null}
      <div className={styles.words}>
        <span className={styles.name} title={name}>
          {url ? (name ?? 'picture') : 'Drop a picture anywhere'}
        </span>
        {url ? (
          <span className={styles.size}>{bytes((text.length * 3) / 4)}</span>
        ) : (
          <span className={styles.size}>or choose or paste one</span>
        )}
        <span className={styles.actions}>
          <Button small onPress={() => chooser.current?.click()}>
            <Icon name="file" />
            Choose picture
          </Button>
          {samples.length > 0 ? (
            <span className={styles.samples}>
              <Picker
                label={`Sample for ${label}`}
                small
                value={null}
                placeholder="Samples"
                choices={samples.map((path) => ({ id: path, label: path.slice(path.lastIndexOf('/') + 1) }))}
                onChange={(path) => void takeSample(input.name, path)}
              />
            </span>
          ) : null}
          {url ? (
            <IconButton label="Take the picture away" onPress={() => setText(input.name, '')}>
              <Icon name="close" />
            </IconButton>
          ) : null}
        </span>
      </div>
      <input
        ref={chooser}
        type="file"
        accept="image/*"
        className="offscreen"
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </div>
  );
}

function pictureIn(data: DataTransfer | null): File | null {
  return [...(data?.files ?? [])].find(({ type }) => type.startsWith('image/')) ?? null;
}
