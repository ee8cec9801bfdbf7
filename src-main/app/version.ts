import packageJson from '../../package.json' with { type: 'json' };

export const appVersion: string = packageJson.version;
export const engineVersion = `onnxruntime ${packageJson.dependencies['onnxruntime-node']}`;
