import { client } from '../backend.ts';
import { usePredict } from './predict.ts';

/** What is kept of the form of a model, over all its versions. */
export interface Remembered {
  texts?: Record<string, string>;
  swept?: string;
  asIType?: boolean;
  beside?: string;
}

const key = (name: string) => `predict.model.${name}`;
const lastKey = 'predict.last';
const mostChars = 60_000;
const soonMs = 800;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Keeps what stands in the form once it rests. Pictures and long texts are left out. */
export function rememberForm() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const { model, beside, texts, first, swept, asIType } = usePredict.getState();
    if (!model || !first.card) return;
    const pictures = new Set(
      first.card.inputs.filter(({ type }) => type === 'image').map(({ name }) => name),
    );
    const kept: Remembered = {
      texts: Object.fromEntries(
        Object.entries(texts).filter(([name, text]) => !pictures.has(name) && text.length < 20_000),
      ),
      asIType,
      ...(swept === null ? {} : { swept }),
      ...(beside === null ? {} : { beside: `${beside.name}@${beside.version}` }),
    };
    const value = JSON.stringify(kept);
    if (value.length > mostChars) return;
    const { app } = client();
    app.remember({ key: key(model.name), value }).catch(() => undefined);
    app.remember({ key: lastKey, value: `${model.name}@${model.version}` }).catch(() => undefined);
  }, soonMs);
}

export async function recalledForm(name: string): Promise<Remembered | null> {
  try {
    const { value } = await client().app.recall({ key: key(name) });
    return rememberedOf(value);
  } catch {
    return null;
  }
}

export async function recalledModel(): Promise<string | null> {
  try {
    return (await client().app.recall({ key: lastKey })).value;
  } catch {
    return null;
  }
}

/** Reads what was kept; anything that is not understood is left out. */
export function rememberedOf(text: string | null): Remembered | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const known: Remembered = {};
    if ('texts' in value && typeof value.texts === 'object' && value.texts !== null) {
      known.texts = Object.fromEntries(
        Object.entries(value.texts).filter((one): one is [string, string] => typeof one[1] === 'string'),
      );
    }
    if ('swept' in value && typeof value.swept === 'string') known.swept = value.swept;
    if ('asIType' in value && typeof value.asIType === 'boolean') known.asIType = value.asIType;
    if ('beside' in value && typeof value.beside === 'string') known.beside = value.beside;
    return known;
  } catch {
    return null;
  }
}
