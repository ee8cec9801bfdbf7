import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import Ajv from 'ajv';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { root } from './setup/place.mjs';

const require = createRequire(import.meta.url);
const schema = require('app-builder-lib/scheme.json');
const config = load(readFileSync(join(root, 'electron-builder.yml'), 'utf8'));
const { dependencies } = require('../package.json');

describe('electron-builder.yml', () => {
  const validate = new Ajv({ strict: false, allErrors: true, logger: false }).compile(schema);

  it('follows the schema of the packager', () => {
    expect(validate(config) ? [] : validate.errors).toEqual([]);
  });

  it('is really checked: an unknown key is refused', () => {
    expect(validate({ ...config, asarUnpacked: [] })).toBe(false);
  });

  it('unpacks every package that stays outside the bundle', () => {
    const unpacked = config.asarUnpack.map((pattern) =>
      pattern.replace(/^node_modules\/|\/\*\*$/g, ''),
    );
    for (const name of Object.keys(dependencies)) {
      expect(unpacked, name).toContain(name.startsWith('@') ? name.split('/')[0] : name);
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
