import { copyText } from '../ui/clipboard.ts';
import { curlOf, curlWithToken, tokenVariable } from './serverWords.ts';
import { toast } from './toasts.ts';

export function copyAddress(url: string) {
  return copied('The address', url, url);
}

/** A command that lists the models. With a secret it works as pasted, else it takes the token from the environment. */
export function copyCurl(url: string, asksForToken: boolean, secret: string | null = null) {
  const command = secret === null ? curlOf(url, asksForToken) : curlWithToken(url, secret);
  const how =
    asksForToken && secret === null
      ? `It lists the models; put a token into ${tokenVariable} first`
      : 'It lists the models';
  return copied('The command', command, how);
}

/** A browser has to be let in; the link does that once. */
export function copyDocsLink(url: string) {
  return copied('A link to the docs', url, 'Open it in a browser; it works once');
}

export function copySecret(secret: string) {
  return copied('The token', secret, 'Keep it where only its program reads it');
}

async function copied(what: string, value: string, text: string) {
  if (await copyText(value)) toast({ level: 'ok', title: `${what} is copied`, text, about: 'copied' });
  else
    toast({
      level: 'warn',
      title: `${what} could not be copied`,
      text: 'The system keeps the clipboard to itself',
    });
}
