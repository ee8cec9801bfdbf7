import type { ServerView } from '../../../src-main/contract/index.ts';
import { copyText } from '../../ui/clipboard.ts';
import { useModels } from '../models.ts';
import { servingOf } from '../modelWords.ts';
import { useServer } from '../server.ts';
import { tokenVariable } from '../serverWords.ts';
import { toast } from '../toasts.ts';
import { usePredict, type PredictState } from './predict.ts';
import { isSample, type Picture, savePicture } from './samplePictures.ts';
import { type CodeForm, codeNames, codeOf, type RequestParts } from './requestCode.ts';

/** Where the server listens while nothing else is known of it. */
const usualPort = 8790;

/** The row in the form as a request; null while it is none. */
export function requestOf(
  { model, row, pictures }: Pick<PredictState, 'model' | 'row' | 'pictures'>,
  server: Pick<ServerView, 'url' | 'port' | 'asksForToken'> | null,
): RequestParts | null {
  if (!model || row?.kind !== 'ready') return null;
  const serving = servingOf(useModels.getState().models ?? [], model.name);
  // Port 0 is any that is free, and not known before it is on.
  const url = server?.url ?? `http://127.0.0.1:${server?.port || usualPort}`;
  return {
    url: url.replace(/\/+$/u, ''),
    asksForToken: server?.asksForToken ?? true,
    name: model.name,
    version: serving?.version === model.version ? null : model.version,
    instance: row.instance,
    pictures,
  };
}

/** The pictures of a request that came with the product: whoever runs it has to have their files saved first. */
export function samplesOf({ instance, pictures }: RequestParts): Picture[] {
  return Object.entries(pictures).flatMap(([feature, name]) => {
    const base64 = instance[feature];
    return typeof base64 === 'string' && isSample(name) ? [{ name, base64 }] : [];
  });
}

export async function copyRequest(form: CodeForm) {
  const { view: server } = useServer.getState();
  const { row } = usePredict.getState();
  const parts = requestOf(usePredict.getState(), server);
  if (!parts) {
    const text =
      row?.kind === 'faulty' && row.wrong > 0 ? 'A value in the form is wrong' : 'Fill in the form first';
    toast({ level: 'warn', title: 'There is no request yet', text });
    return;
  }
  const code = codeOf(form, parts);
  if (!(await copyText(code))) {
    toast({ level: 'warn', title: 'It could not be copied' });
    return;
  }
  const files = Object.values(parts.pictures);
  const words = [
    parts.asksForToken ? `Put a token of the server in ${tokenVariable}.` : null,
    files.length > 0 ? `${files.join(', ')} is read from the folder it runs in.` : null,
    server?.state === 'on' ? null : 'The server is off now.',
  ];
  const [sample] = samplesOf(parts);
  toast({
    level: 'ok',
    title: `Copied as ${codeNames[form]}`,
    text: words.filter(Boolean).join(' '),
    about: 'copied',
    action: sample ? { label: `Save ${sample.name}`, run: () => savePicture(sample) } : undefined,
  });
}
