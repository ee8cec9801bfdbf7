import packageJson from '../../package.json' with { type: 'json' };

export const appVersion: string = packageJson.version;
const runtime = `onnxruntime ${packageJson.dependencies['onnxruntime-node']}`;
/** What made the predictions, as it stands in a scored file's provenance. */
export const engineVersions = {
  onnxruntime: runtime,
  trees: `${runtime} with Foredeck's tree kernel`,
};
