import { useConnection } from '../../../state/connection.ts';
import { chooseSource, startVision, stopVision } from '../../../state/vision/runVision.ts';
import { type SourceKind, useVision, type VisionModel } from '../../../state/vision/vision.ts';
import { Button } from '../../../ui/Button.tsx';
import { cx } from '../../../ui/cx.ts';
import { FailureNote } from '../../../ui/FailureNote.tsx';
import { Mark } from '../../../ui/Icon.tsx';
import { Note } from '../../../ui/Note.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { Segments } from '../../../ui/Segments.tsx';
import { plural } from '../../../ui/format/numbers.ts';
import { CameraChoice } from './CameraChoice.tsx';
import { FolderChoice } from './FolderChoice.tsx';
import { PolicyChoice } from './PolicyChoice.tsx';
import { VideoChoice } from './VideoChoice.tsx';
import styles from './Vision.module.css';
import { WhereFramesGo } from './WhereFramesGo.tsx';

const kinds: readonly { id: SourceKind; label: string }[] = [
  { id: 'camera', label: 'Camera' },
  { id: 'video', label: 'Video file' },
  { id: 'folder', label: 'Picture folder' },
];

/** Where the frames come from, what happens to those that come too fast, and start and stop. */
export function SourcePanel({
  model,
  remoteUrl,
  video,
  onVideo,
}: {
  model: VisionModel;
  remoteUrl: string | null;
  video: HTMLVideoElement | null;
  onVideo: (video: HTMLVideoElement | null) => void;
}) {
  const kind = useVision((state) => state.kind);
  const running = useVision((state) => state.state === 'running');
  const off = useVision((state) => state.state === 'off');
  return (
    <Panel title="Source" className={styles.source} sub={running ? 'running' : null}>
      <div className={styles.controls}>
        <Segments label="Source" value={kind} choices={kinds} onChange={chooseSource} />
        {kind === 'camera' ? <CameraChoice /> : kind === 'video' ? <VideoChoice /> : <FolderChoice />}
        <PolicyChoice />
        <StartStop model={model} video={video} />
        <Troubles />
      </div>
      {kind === 'folder' ? null : (
        <video
          ref={onVideo}
          className={cx(styles.preview, off && styles.away)}
          muted
          playsInline
          disablePictureInPicture
          aria-label={kind === 'camera' ? 'The camera’s picture' : 'The video'}
        />
      )}
      <WhereFramesGo remoteUrl={remoteUrl} />
    </Panel>
  );
}

function StartStop({ model, video }: { model: VisionModel; video: HTMLVideoElement | null }) {
  const kind = useVision((state) => state.kind);
  const running = useVision((state) => state.state === 'running');
  const ended = useVision((state) => state.state === 'ended');
  const missing = useVision(({ kind: of, video: file, pictures }) =>
    of === 'video' && !file
      ? 'Choose a video first'
      : of === 'folder' && pictures.length === 0
        ? 'Choose a folder first'
        : null,
  );
  const away = useConnection((state) => state.state.kind !== 'open');
  const why = away ? 'The backend is away' : missing;
  return (
    <div className={styles.run}>
      {running ? (
        <Button onPress={stopVision}>
          <Mark name="stop" plain />
          Stop
        </Button>
      ) : (
        <Button
          kind="primary"
          blocked={why !== null}
          aria-describedby="vision-why"
          onPress={() => startVision(model, video)}
        >
          <Mark name="run" plain />
          Start
        </Button>
      )}
      <span id="vision-why" className={styles.why}>
        {running
          ? null
          : (why ?? (ended ? `The ${kind === 'video' ? 'video' : 'folder'} is at its end` : null))}
      </span>
    </div>
  );
}

/** Why no frames come, or no answers, beside the controls that change it. */
function Troubles() {
  const trouble = useVision((state) => state.trouble);
  const failure = useVision((state) => state.failure);
  const unreadable = useVision((state) => state.unreadable);
  return (
    <div role="status" className={styles.troubles}>
      {trouble ? (
        <Note level="bad">
          <b>{trouble.title}.</b> {trouble.text}
        </Note>
      ) : null}
      {failure ? <FailureNote what="The model does not answer" failure={failure} /> : null}
      {unreadable.length > 0 ? (
        <Note level="warn">
          {plural(unreadable.length, 'file is', 'files are')} no picture that can be read and passed over:{' '}
          {unreadable.slice(0, 3).join(', ')}
          {unreadable.length > 3 ? ' …' : ''}
        </Note>
      ) : null}
    </div>
  );
}
