import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { contentSecurityPolicy } from './security-headers.ts';

/** What a browser is told that may not enter: why, and how to get in. */
export type EntryReason = 'no-session' | 'bad-link';

/** Where the way in begins: a terminal that serves the console, or the desktop's window, whose server has the docs alone. */
export type EntryFrom = 'terminal' | 'window';

const ways: Record<EntryFrom, string> = {
  terminal: `<p>To get a new link, either</p>
<ul>
<li>press Enter in the terminal where Foredeck runs, or</li>
<li>run the command that started it once more (<code>npm start</code> or <code>foredeck serve</code>): it prints a
new link to the console that is running.</li>
</ul>
<p>If you opened the console in this browser a moment ago, <a href="/">go to it</a>.</p>`,
  window: `<p>To get a new link to the docs, choose <b>Settings</b> in Foredeck's window, then <b>Copy a link to its docs</b>.</p>`,
};

const words: Record<EntryFrom, Record<EntryReason, { title: string; text: string }>> = {
  terminal: {
    'no-session': {
      title: 'Open the console with its link',
      text: 'This browser is not signed in to the console, or the console was started again since.',
    },
    'bad-link': {
      title: 'This link was used already',
      text: 'Each link opens the console once, in one browser. This one was used, or it belongs to an earlier start.',
    },
  },
  window: {
    'no-session': {
      title: 'Open the docs with their link',
      text: 'This browser is not signed in to the server, or the server was switched on again since.',
    },
    'bad-link': {
      title: 'This link was used already',
      text: 'Each link opens the docs once, in one browser. This one was used, or the server was switched on again since.',
    },
  },
};

/** In the page itself: whoever reads it may load no file of the console. */
const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 34rem; margin: 15vh auto 0; padding: 0 1.5rem; }
h1 { font-size: 1.4rem; }
code { font-size: 0.95em; }
`;
const styleHash = `'sha256-${createHash('sha256').update(style).digest('base64')}'`;

export function sendEntryPage(response: ServerResponse, reason: EntryReason, from: EntryFrom): void {
  const { title, text } = words[from][reason];
  const body = Buffer.from(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title} · Foredeck</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text}</p>
${ways[from]}
</main>
</body>
</html>
`);
  response.writeHead(401, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': body.length,
    'content-security-policy': contentSecurityPolicy({ styles: styleHash }),
    'cache-control': 'no-store',
  });
  response.end(body);
}
