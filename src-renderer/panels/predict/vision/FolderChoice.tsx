import { useRef } from 'react';
import { choosePictures, goToPicture } from '../../../state/vision/runVision.ts';
import { useVision } from '../../../state/vision/vision.ts';
import { Button } from '../../../ui/Button.tsx';
import { count, plural } from '../../../ui/format/numbers.ts';
import { Icon } from '../../../ui/Icon.tsx';
import { Picker } from '../../../ui/Picker.tsx';
import styles from './Vision.module.css';

const rates = [1, 2, 5, 10, 30];

/** A folder, how fast its pictures come, and one after another by hand. */
export function FolderChoice() {
  const pictures = useVision((state) => state.pictures);
  const at = useVision((state) => state.at);
  const perSecond = useVision((state) => state.picturesPerSecond);
  const running = useVision((state) => state.state === 'running');
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <div className={styles.choice}>
        <Button small onPress={() => chooser.current?.click()}>
          <Icon name="folder" />
          Choose folder
        </Button>
        <span className={styles.chosen}>
          {pictures.length > 0 ? plural(pictures.length, 'picture') : 'every picture in it, in turn'}
        </span>
        <input
          ref={(element) => {
            chooser.current = element;
            // React's types do not know it.
            element?.setAttribute('webkitdirectory', '');
          }}
          type="file"
          multiple
          className="offscreen"
          tabIndex={-1}
          aria-hidden="true"
          onChange={(event) => {
            const files = [...(event.target.files ?? [])];
            if (files.length > 0) choosePictures(files);
            event.target.value = '';
          }}
        />
      </div>
      <div className={styles.choice}>
        <span className={styles.rate}>
          <Picker
            label="Pictures a second"
            small
            value={String(perSecond)}
            choices={rates.map((rate) => ({ id: String(rate), label: `${rate} a second` }))}
            onChange={(rate) => useVision.setState({ picturesPerSecond: Number(rate) })}
          />
        </span>
        {running ? (
          <>
            <Button small blocked={at === 0} onPress={() => goToPicture(-1)}>
              Previous
            </Button>
            <Button small blocked={at >= pictures.length - 1} onPress={() => goToPicture(1)}>
              Next
            </Button>
          </>
        ) : null}
        {pictures.length > 0 ? (
          <span className={styles.chosen} title={pictures[at]?.name}>
            {count(at + 1)} of {count(pictures.length)}: {pictures[at]?.name}
          </span>
        ) : null}
      </div>
    </>
  );
}
