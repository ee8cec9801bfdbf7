import { openPictureModel } from '../predict/form.ts';
import { choosePictures, chooseSource, chooseVideo } from './runVision.ts';
import { useVision } from './vision.ts';

const endings = ['.mp4', '.m4v', '.mov', '.webm', '.mkv', '.ogv', '.avi'];

/** The videos among files, and the rest. A path alone is none: the page could not read it. */
export function videosIn(files: readonly (File | string)[]): {
  videos: File[];
  others: (File | string)[];
} {
  const video = (file: File | string): file is File =>
    typeof file !== 'string' && endings.some((ending) => file.name.toLowerCase().endsWith(ending));
  return { videos: files.filter(video), others: files.filter((file) => !video(file)) };
}

/** Opens Predict live with a video, on a model that takes pictures. */
export async function openLiveVideo(file: File) {
  if ((await openPictureModel(file.name)) === null) return;
  chooseSource('video');
  chooseVideo(file);
  useVision.setState({ live: true });
}

/** Opens Predict live with several pictures, in turn. */
export async function openLivePictures(files: readonly File[]) {
  if ((await openPictureModel(files[0]?.name ?? '')) === null) return;
  chooseSource('folder');
  choosePictures(files);
  useVision.setState({ live: true });
}
