import { failureOf, type Instance, type ModelCard } from '../../../src-main/contract/index.ts';
import { announce } from '../announcer.ts';
import { loadCard, useModels } from '../models.ts';
import { servingOf } from '../modelWords.ts';
import { go } from '../route.ts';
import { toast, toastFailure } from '../toasts.ts';
import { useVision } from '../vision/vision.ts';
import { ask, forgetAnswers } from './ask.ts';
import { askSweep } from './sweeping.ts';
import { count } from '../../ui/format/numbers.ts';
import { choosePredictModel, fillExample, openPredict } from './choosing.ts';
import { type PredictState, putTexts, usePredict } from './predict.ts';
import { rememberForm } from './remembered.ts';
import { isPicture, type Picture, pictureOf, samplePicture } from './samplePictures.ts';
import type { Pasted } from './pasted.ts';
import { type Texts, textsOf } from './values.ts';

export function setText(feature: string, text: string) {
  const { texts, tried } = usePredict.getState();
  putTexts({ ...texts, [feature]: text }, { tried });
  ask();
}

/** Empties the form; what stood in it comes back with the undo. */
export function clearForm() {
  const before = formNow();
  putTexts({}, { pictures: {} });
  forgetAnswers();
  rememberForm();
  offerUndo('Form cleared', before);
}

/** The card's example in place of what stands in the form, which comes back with the undo. */
export async function showExample(card: ModelCard) {
  const before = formNow();
  await fillExample(card);
  if (overwrites(before.texts, usePredict.getState().texts)) offerUndo('The example is in the form', before);
}

/**
 * Puts pasted values in the form; features without one keep what stands there. What was overwritten comes back with the undo.
 * @param rows how many were pasted; the first is taken
 */
export function fillPasted({ texts, rows }: Pasted) {
  const before = formNow();
  putTexts(
    { ...before.texts, ...texts },
    {
      pictures: Object.fromEntries(
        Object.entries(before.pictures).filter(([feature]) => !(feature in texts)),
      ),
    },
  );
  ask();
  const title =
    rows > 1 ? `The first of ${count(rows)} rows is in the form` : 'The pasted row is in the form';
  const text = rows > 1 ? 'The others are left out: Batch scores many rows' : undefined;
  if (overwrites(before.texts, usePredict.getState().texts)) offerUndo(title, before, text);
  else if (rows > 1) toast({ level: 'info', title, text });
}

type FormNow = Pick<PredictState, 'model' | 'texts' | 'pictures'>;

function formNow(): FormNow {
  const { model, texts, pictures } = usePredict.getState();
  return { model, texts, pictures };
}

function overwrites(before: Texts, after: Texts): boolean {
  return Object.entries(before).some(([feature, text]) => text !== '' && text !== (after[feature] ?? ''));
}

/** Another model may stand in the form by the time it is pressed; then there is nothing to bring back to. */
function offerUndo(title: string, { model, texts, pictures }: FormNow, text?: string) {
  toast({
    level: 'off',
    title,
    text,
    action: {
      label: 'Undo',
      undo: true,
      run: () => {
        if (usePredict.getState().model?.name !== model?.name) return;
        putTexts(texts, { pictures });
        ask();
      },
    },
  });
}

/** A row of the history in the form again. */
export function fillEntry(entry: { id: number; instance: Instance }) {
  putTexts(textsOf(entry.instance), { pictures: {}, entryId: entry.id });
  ask();
}

export function setAsIType(asIType: boolean) {
  usePredict.setState({ asIType });
  rememberForm();
  if (asIType) ask();
}

export function setSwept(feature: string) {
  usePredict.setState({ swept: feature, sweep: null });
  rememberForm();
  askSweep();
}

/** Asks and keeps it in the history, or says aloud what is missing. */
export function predictShown() {
  const { row } = usePredict.getState();
  if (row?.kind === 'faulty') announce(`${row.feature}: ${row.fault}`, 'predict');
  ask(true);
}

export function setPicture(feature: string, picture: Picture) {
  const { texts, pictures } = usePredict.getState();
  putTexts({ ...texts, [feature]: picture.base64 }, { pictures: { ...pictures, [feature]: picture.name } });
  ask();
}

export async function takePicture(feature: string, file: File) {
  try {
    setPicture(feature, await pictureOf(file));
  } catch (thrown) {
    toastFailure(`${file.name} could not be taken`, failureOf(thrown));
  }
}

export async function takeSample(feature: string, path: string) {
  try {
    setPicture(feature, await samplePicture(path));
  } catch (thrown) {
    toastFailure('The sample could not be taken', failureOf(thrown));
  }
}

function pictureFeature(card: ModelCard | null): string | null {
  return card?.inputs.find(({ type }) => type === 'image')?.name ?? null;
}

/** Opens Predict with a picture: the model shown if it takes pictures, else the first that does. */
export async function openPicture(file: File) {
  const feature = await openPictureModel(file.name);
  if (feature === null) return;
  useVision.setState({ live: false });
  await takePicture(feature, file);
}

/**
 * Opens Predict on a model that takes pictures, the one shown if it does.
 * @param name the file for whose sake; said where there is no such model
 * @returns the feature that takes the picture
 */
export async function openPictureModel(name: string): Promise<string | null> {
  go('predict');
  await openPredict();
  let feature = pictureFeature(usePredict.getState().first.card);
  if (feature === null) {
    const models = useModels.getState().models ?? [];
    const names = [
      ...new Set(
        models
          .filter(({ task }) => task === 'detection' || task === 'other' || task === 'classification')
          .map((one) => one.name),
      ),
    ];
    names.sort((a, b) => Number(taskOf(b) === 'detection') - Number(taskOf(a) === 'detection'));
    for (const one of names) {
      const model = servingOf(models, one);
      const card = model ? await loadCard(model).catch(() => null) : null;
      feature = pictureFeature(card);
      if (model && feature !== null) {
        await choosePredictModel(model, { keepTexts: true });
        break;
      }
    }
  }
  if (feature === null) {
    toast({
      level: 'warn',
      title: `No model here takes pictures, as ${name} needs`,
      text: 'Import one whose card has an image feature',
    });
  }
  return feature;
}

function taskOf(name: string): string {
  return useModels.getState().models?.find((one) => one.name === name)?.task ?? '';
}

/** The pictures among files, and the rest. */
export function picturesIn(files: readonly (File | string)[]): {
  pictures: File[];
  others: (File | string)[];
} {
  const picture = (file: File | string): file is File => typeof file !== 'string' && isPicture(file.name);
  return { pictures: files.filter(picture), others: files.filter((file) => !picture(file)) };
}
