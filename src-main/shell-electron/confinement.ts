import { ipcMain, type Session, type WebContents, type WebFrameMain } from 'electron';
import { consoleOrigin, consoleUrl } from './console-origin.ts';

/** Keeps a page where it is: it may load itself again, but goes nowhere, opens no window and embeds none. */
export function confineContents(contents: WebContents): void {
  const stay = (details: { url: string; isMainFrame: boolean; preventDefault(): void }): void => {
    const [page] = details.url.split('#');
    if (!details.isMainFrame || page !== consoleUrl) details.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', (details) => details.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Denies every permission but what the console needs: writing text to the clipboard, and the camera without sound. */
export function confinePermissions(session: Session): void {
  const mayHave = (permission: string, origin: string, media: readonly (string | undefined)[]): boolean =>
    origin === consoleOrigin &&
    (permission === 'clipboard-sanitized-write' ||
      (permission === 'media' && media.length > 0 && media.every((kind) => kind === 'video')));
  session.setPermissionCheckHandler((_contents, permission, origin, details) =>
    mayHave(permission, originOf(origin), [details.mediaType]),
  );
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(
      mayHave(
        permission,
        originOf(details.requestingUrl),
        'mediaTypes' in details ? (details.mediaTypes ?? []) : [],
      ),
    ),
  );
  session.setDevicePermissionHandler(() => false);
}

/** Cancels what a page asks of another machine while that is refused. The content security policy allows none of it. */
export function confineRequests(session: Session, refuses: (url: string) => boolean): void {
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: refuses(url) }));
}

/** Listens to messages from the console's own page. What any other sender says is dropped. */
export function onPageMessage(
  channel: string,
  listener: (page: { frame: WebFrameMain; contents: WebContents }) => void,
): void {
  ipcMain.on(channel, ({ senderFrame, sender }) => {
    // The frame is gone (null) when it navigated or closed before its message was looked at.
    if (senderFrame?.origin !== consoleOrigin || senderFrame.parent !== null) return;
    listener({ frame: senderFrame, contents: sender });
  });
}

/** `URL.origin` is "null" for schemes of one's own, so this takes the origin as text. */
function originOf(url: string): string {
  return /^[a-z]+:\/\/[^/?#]*/u.exec(url)?.[0] ?? '';
}
