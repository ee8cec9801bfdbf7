import packageJson from '../../package.json' with { type: 'json' };
import { placeText, type RemotePlace } from '../domain/remote-model.ts';

export const appVersion: string = packageJson.version;
const runtime = `onnxruntime ${packageJson.dependencies['onnxruntime-node']}`;
const engineVersions = {
  onnxruntime: runtime,
  trees: `${runtime} with Foredeck's tree kernel`,
};

/** What made the predictions, as it stands in a scored file's provenance. */
export function engineVersionOf(
  { remote }: { remote: RemotePlace | null },
  kernel: keyof typeof engineVersions | 'remote',
): string {
  if (remote) return `${placeText(remote)} (Open Inference Protocol V2)`;
  return engineVersions[kernel === 'remote' ? 'onnxruntime' : kernel];
}
