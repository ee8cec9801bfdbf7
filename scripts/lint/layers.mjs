import { builtinModules } from 'node:module';
import { posix } from 'node:path';

const pure = ['contract', 'domain'];
const features = [
  'engine',
  'models',
  'store',
  'batch',
  'online',
  'streams',
  'schedule',
  'monitor',
  'compare',
  'network',
];
const behindServices = [...pure, ...features];
const behindShells = [...behindServices, 'services', 'http', 'app'];

/** What each folder of src-main may import from the others; itself always. */
const mayImport = {
  contract: [],
  domain: ['contract'],
  ...Object.fromEntries(features.map((feature) => [feature, pure])),
  services: behindServices,
  http: [...behindServices, 'services'],
  app: [...behindServices, 'services'],
  'shell-node': behindShells,
  'shell-electron': behindShells,
};

/** Packages with one home: the pattern of the name, and the folder that may import them. */
const homes = [
  [/^onnxruntime-/, 'engine/host'],
  [/^better-sqlite3$/, 'store'],
  [/^@duckdb\//, 'batch'],
  [/^electron(\/|$)/, 'shell-electron'],
  [/^sharp$/, 'engine/inputs'],
  [/^@huggingface\//, 'engine/inputs'],
];

const builtins = new Set(builtinModules);

/**
 * Why a file may not import something; undefined when it may.
 *
 * @param {string} file path of the importing file from the repository's root, with slashes
 * @param {string} specifier as written in the import
 * @returns {string | undefined}
 */
export function refusal(file, specifier) {
  const [area, ...inside] = file.split('/');
  if (area !== 'src-main' && area !== 'src-renderer') return undefined;
  const target = resolveInside(file, specifier);
  if (area === 'src-renderer') return rendererRefusal(specifier, target);
  const from = inside.join('/');
  return target === undefined ? packageRefusal(from, specifier) : folderRefusal(from, target);
}

/** Path from the root for an import of a file of ours; undefined for a package or built-in. */
function resolveInside(file, specifier) {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(file), specifier);
  return /^src-(main|renderer)\//.test(specifier) ? specifier : undefined;
}

function rendererRefusal(specifier, target) {
  if (target === undefined) {
    const home = homes.find(([pattern]) => pattern.test(specifier));
    return home && `only src-main/${home[1]} imports ${specifier}`;
  }
  if (!isWithin(target, 'src-main') || isWithin(target, 'src-main/contract')) return undefined;
  return 'src-renderer imports src-main/contract alone';
}

function folderRefusal(from, target) {
  if (isWithin(target, 'src-renderer')) return 'src-main does not import src-renderer';
  if (!isWithin(target, 'src-main')) return undefined;
  const to = target.slice('src-main/'.length);
  const [own = '', other = ''] = [from, to].map((path) => path.split('/')[0]);
  const allowed = mayImport[own];
  if (!allowed) return `src-main/${own} has no place in the layers: add it to scripts/lint/layers.mjs`;
  if (isWithin(to, 'engine/host') && !mayHostEngine(from)) {
    return 'only app/engine-process imports engine/host: the runtime must never load in the main process';
  }
  if (own === other || allowed.includes(other)) return undefined;
  return `src-main/${own} may import ${allowed.join(', ') || 'nothing of ours'}, not ${other}`;
}

function packageRefusal(from, specifier) {
  const [own = ''] = from.split('/');
  const home = homes.find(([pattern]) => pattern.test(specifier));
  if (home && !isWithin(from, home[1])) return `only src-main/${home[1]} imports ${specifier}`;
  const isBuiltin = specifier.startsWith('node:') || builtins.has(specifier);
  if (isBuiltin && pure.includes(own) && !isTest(from))
    return `src-main/${own} is pure: it imports no Node built-in`;
  return undefined;
}

function isWithin(path, folder) {
  return path === folder || path.startsWith(`${folder}/`);
}

/** The engine process, and the stand-ins for it that the engine's own tests start. */
function mayHostEngine(from) {
  return /^(engine\/(host|testing)\/|app\/engine-process[./])/.test(from);
}

function isTest(from) {
  return /\.test\.tsx?$/.test(from);
}
