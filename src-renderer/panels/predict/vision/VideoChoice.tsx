import { useRef } from 'react';
import { chooseVideo } from '../../../state/vision/runVision.ts';
import { useVision } from '../../../state/vision/vision.ts';
import { Button } from '../../../ui/Button.tsx';
import { bytes } from '../../../ui/format/numbers.ts';
import { Icon } from '../../../ui/Icon.tsx';
import styles from './Vision.module.css';

export function VideoChoice() {
  const video = useVision((state) => state.video);
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <div className={styles.choice}>
      <Button small onPress={() => chooser.current?.click()}>
        <Icon name="file" />
        Choose video
      </Button>
      <span className={styles.chosen} title={video?.name}>
        {video ? `${video.name}, ${bytes(video.size)}` : 'or drop one anywhere'}
      </span>
      <input
        ref={chooser}
        type="file"
        accept="video/*"
        className="offscreen"
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file) chooseVideo(file);
          event.target.value = '';
        }}
      />
    </div>
  );
}
