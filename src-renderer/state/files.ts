import { failureOf, tableExtensions, tableFormatOf } from '../../src-main/contract/index.ts';
import { client, platform } from './backend.ts';
import { nameOf } from './choices.ts';
import { startDraft } from './draft.ts';
import { importModels, isModelFile, modelEnding } from './importModels.ts';
import { openPicture, picturesIn } from './predict/form.ts';
import { toast, toastFailure } from './toasts.ts';
import { go } from './route.ts';
import { openLivePictures, openLiveVideo, videosIn } from './vision/openLive.ts';

export const tableEndings = Object.values(tableExtensions).flat();

export function isTable(name: string): boolean {
  return tableFormatOf(name) !== null;
}

type Source = File | string;
type ModelName = { name: string; version: string };
const sourceName = (source: Source) => (typeof source === 'string' ? nameOf(source) : source.name);

/**
 * Does the obvious thing with what was dropped or handed over: models open Models, tables Batch, a picture Predict; a video
 * or several pictures open Predict live.
 */
export function openSources(sources: readonly Source[]) {
  const { pictures, others: noPictures } = picturesIn(sources);
  const { videos, others } = videosIn(noPictures);
  const [picture] = pictures;
  const [video] = videos;
  if (video) void openLiveVideo(video);
  else if (pictures.length > 1) void openLivePictures(pictures);
  else if (picture) void openPicture(picture);
  if (others.length === 0) return;
  openTablesAndModels(others);
}

function openTablesAndModels(sources: readonly Source[]) {
  const models = sources.filter((source) => isModelFile(sourceName(source)));
  importModels(models);
  if (models.length < sources.length) {
    scoreFiles(sources.filter((source) => !isModelFile(sourceName(source))));
  }
}

/**
 * Opens Batch with these tables; what is not a table is said and left out.
 * @param model what to score them with; null = the one that fits best
 */
export function scoreFiles(sources: readonly Source[], model: ModelName | null = null) {
  const tables = sources.filter((source) => isTable(sourceName(source)));
  const others = sources.filter((source) => !isTable(sourceName(source)));
  if (others.length > 0) {
    toast({
      level: 'warn',
      title:
        others.length === 1
          ? `${sourceName(others[0] ?? '')} is not a table Foredeck reads`
          : `${others.length} files are not tables Foredeck reads`,
      text: `Tables end in ${tableEndings.join(' ')}, models in ${modelEnding}`,
    });
  }
  if (tables.length === 0) return;
  go('batch');
  startDraft(tables, platform().pathFor, model);
}

/** Lets the user choose tables: the system's own dialog on the desktop, the browser's elsewhere. */
export async function chooseFiles(model: ModelName | null = null) {
  if (platform().shell === 'desktop') {
    try {
      const { paths } = await client().files.choose({ of: 'tables' });
      if (paths.length > 0) scoreFiles(paths, model);
    } catch (thrown) {
      toastFailure('No file could be chosen', failureOf(thrown));
    }
    return;
  }
  chooseInBrowser('tables', tableEndings, (files) => scoreFiles(files, model));
}

/** Lets the user choose one table for something else than a job. */
export async function chooseTable(take: (source: Source) => void) {
  const one = (sources: readonly Source[]) => {
    const table = sources.find((source) => isTable(sourceName(source)));
    if (table !== undefined) take(table);
    else if (sources.length > 0) scoreFiles(sources);
  };
  if (platform().shell === 'desktop') {
    try {
      one((await client().files.choose({ of: 'tables' })).paths);
    } catch (thrown) {
      toastFailure('No file could be chosen', failureOf(thrown));
    }
    return;
  }
  chooseInBrowser('tables', tableEndings, one);
}

/** Lets the user choose models: the system's own dialog on the desktop, the browser's elsewhere. */
export async function chooseModels(of: 'models' | 'model-folder' = 'models') {
  if (platform().shell === 'desktop') {
    try {
      const { paths } = await client().files.choose({ of });
      importModels(paths);
    } catch (thrown) {
      toastFailure('No model could be chosen', failureOf(thrown));
    }
    return;
  }
  chooseInBrowser('models', [modelEnding], importModels);
}

function chooseInBrowser(what: string, endings: readonly string[], take: (files: File[]) => void) {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = endings.join(',');
  input.className = 'offscreen';
  input.setAttribute('data-choose', what);
  input.setAttribute('aria-hidden', 'true');
  input.addEventListener('change', () => {
    take([...(input.files ?? [])]);
    input.remove();
  });
  input.addEventListener('cancel', () => input.remove());
  document.body.append(input);
  input.click();
}
