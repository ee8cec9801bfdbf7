import { useEffect } from 'react';
import { followCameras } from '../../../state/vision/cameraSource.ts';
import { chooseCamera, refreshCameras } from '../../../state/vision/runVision.ts';
import { useVision } from '../../../state/vision/vision.ts';
import { Picker } from '../../../ui/Picker.tsx';
import styles from './Vision.module.css';

/** Which camera; their names are known once the page was allowed one. */
export function CameraChoice() {
  const cameras = useVision((state) => state.cameras);
  const cameraId = useVision((state) => state.cameraId);
  useEffect(() => {
    void refreshCameras();
    return followCameras(() => void refreshCameras());
  }, []);
  if (cameras.length === 0) {
    return (
      <p className={styles.hint}>The browser asks whether this page may have the camera when it starts.</p>
    );
  }
  return (
    <Picker
      label="Camera"
      value={cameraId ?? cameras[0]?.id ?? null}
      choices={cameras.map(({ id, label }) => ({ id, label }))}
      onChange={chooseCamera}
    />
  );
}
