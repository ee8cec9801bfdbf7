import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { root } from './setup/place.mjs';

const schema = readJson('node_modules/app-builder-lib/scheme.json');
const config = load(readFileSync(join(root, 'electron-builder.yml'), 'utf8'));
const { dependencies } = readJson('package.json');

function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}

describe('electron-builder.yml', () => {
  const validate = new Ajv({ strict: false, allErrors: true, logger: false }).compile(schema);

  it('follows the schema of the packager', () => {
    expect(validate(config) ? [] : validate.errors).toEqual([]);
  });

  it('is really checked: an unknown key is refused', () => {
    expect(validate({ ...config, asarUnpacked: [] })).toBe(false);
  });

  it('unpacks every package that stays outside the bundle', () => {
    const unpacked = config.asarUnpack.map((pattern) => pattern.replace(/^node_modules\/|\/\*\*$/g, ''));
    for (const name of Object.keys(dependencies)) {
      expect(unpacked).toContain(name.startsWith('@') ? name.split('/')[0] : name);
    }
  });

  it('turns off every way to run the program as a bare Node', () => {
    expect(config.electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
    });
  });
});
