import { failureOf, type ModelCard, type ModelSummary } from '../../../src-main/contract/index.ts';
import { alikeIn, takesTheSame } from '../alike.ts';
import { challenger, grouped, servingOf } from '../modelWords.ts';
import { loadCard, modelKey, useModels } from '../models.ts';
import { ask, forgetAnswers } from './ask.ts';
import { noSide, putTexts, usePredict, type Version } from './predict.ts';
import { recalledForm, recalledModel } from './remembered.ts';
import { samplePicture } from './samplePictures.ts';
import { exampleTexts } from './values.ts';

let choosing = 0;

/** The model asked last, else one that shows most at first sight; once, when the panel is opened. */
export async function openPredict() {
  const { models } = useModels.getState();
  const { model } = usePredict.getState();
  if (!models || models.length === 0) return;
  if (model && models.some((one) => modelKey(one) === modelKey(model))) return;
  const last = await recalledModel();
  if (usePredict.getState().model !== model) return;
  const chosen =
    models.find((one) => modelKey(one) === last) ??
    servingOf(models, last?.split('@')[0] ?? '') ??
    servingOf(models, 'flight-delay') ??
    grouped(models)[0];
  if (chosen) await choosePredictModel(chosen);
}

/**
 * Puts a version in the form. Another version of the same model keeps what stands in it; another model gets what was last
 * entered for it, else its example.
 */
export async function choosePredictModel(chosen: Version, options: { keepTexts?: boolean } = {}) {
  choosing += 1;
  const own = choosing;
  const before = usePredict.getState();
  const same = before.model?.name === chosen.name && before.first.card !== null;
  const model = { name: chosen.name, version: chosen.version };
  forgetAnswers();
  usePredict.setState({
    model,
    first: noSide,
    row: null,
    ...(same ? {} : { beside: null, second: noSide, swept: null, target: null, texts: {}, pictures: {} }),
    ...(same && before.beside && modelKey(before.beside) === modelKey(model)
      ? { beside: null, second: noSide }
      : {}),
  });
  try {
    const [card, kept] = await Promise.all([loadCard(model), same ? null : recalledForm(model.name)]);
    if (own !== choosing) return;
    usePredict.setState({ first: { ...noSide, card } });
    if (same || options.keepTexts) {
      putTexts(usePredict.getState().texts);
      ask();
      return;
    }
    usePredict.setState({ asIType: kept?.asIType ?? true, swept: kept?.swept ?? null });
    const beside = besideChoices(useModels.getState().models ?? [], model).find(
      (one) => modelKey(one) === kept?.beside,
    );
    if (beside) void chooseBeside(beside);
    if (kept?.texts && Object.keys(kept.texts).length > 0) {
      putTexts(kept.texts);
      ask();
    } else await fillExample(card);
  } catch (thrown) {
    if (own === choosing) usePredict.setState({ first: { ...noSide, failure: failureOf(thrown) } });
  }
}

/** Versions that can stand beside: of the same model first, then models that are known to take the same features. */
export function besideChoices(models: readonly ModelSummary[], model: Version): ModelSummary[] {
  const { cards } = useModels.getState();
  const chosen = models.find((one) => modelKey(one) === modelKey(model));
  const others = grouped(models).filter((one) => modelKey(one) !== modelKey(model));
  const own = others.filter((one) => one.name === model.name);
  own.sort((a, b) => Number(b.aliases.includes(challenger)) - Number(a.aliases.includes(challenger)));
  return [...own, ...alikeIn(others, chosen).filter((one) => takesTheSame(cards, one, model))];
}

export async function chooseBeside(version: Version | null) {
  const beside = version ? { name: version.name, version: version.version } : null;
  usePredict.setState(({ sweep }) => ({
    beside,
    second: noSide,
    sweep: sweep ? { ...sweep, second: null } : null,
  }));
  if (!beside) {
    ask();
    return;
  }
  try {
    const card = await loadCard(beside);
    if (usePredict.getState().beside !== beside) return;
    usePredict.setState({ second: { ...noSide, card } });
    ask();
  } catch (thrown) {
    if (usePredict.getState().beside === beside) {
      usePredict.setState({ second: { ...noSide, failure: failureOf(thrown) } });
    }
  }
}

/** The card's example in the form, its sample picture too, and what is said to it. */
export async function fillExample(card: ModelCard) {
  const texts: Record<string, string> = { ...exampleTexts(card) };
  const pictures: Record<string, string> = {};
  for (const input of card.inputs) {
    if (input.type !== 'image' || !input.example) continue;
    const picture = await samplePicture(input.example).catch(() => null);
    if (!picture) continue;
    texts[input.name] = picture.base64;
    pictures[input.name] = picture.name;
  }
  if (usePredict.getState().first.card !== card) return;
  putTexts(texts, { pictures });
  ask();
}
