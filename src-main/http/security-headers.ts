import type { ServerResponse } from 'node:http';

/**
 * What a page may load and talk to: files of the console alone, and no script or style within a page (the
 * desktop window has the same policy, so that nothing works in one of them only).
 * `connect` names the sockets beside its own origin, `styles` what styles there may be beside its files.
 */
export function contentSecurityPolicy({ connect = '', styles = '' } = {}): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${styles}`.trimEnd(),
    "img-src 'self' data: blob:",
    // A video file that the page was given.
    'media-src blob:',
    "font-src 'self'",
    "worker-src 'self'",
    `connect-src 'self' ${connect}`.trimEnd(),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The headers of every answer, whatever it is. */
export function setSecurityHeaders(response: ServerResponse, host: string | undefined): void {
  response.setHeader(
    'content-security-policy',
    contentSecurityPolicy(host ? { connect: `ws://${host}` } : {}),
  );
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('x-frame-options', 'DENY');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('permissions-policy', permissionsPolicy('()'));
}

/** The console's own page may ask for the camera; nothing else may. */
export function allowCamera(response: ServerResponse): void {
  response.setHeader('permissions-policy', permissionsPolicy('(self)'));
}

function permissionsPolicy(camera: '()' | '(self)'): string {
  return `camera=${camera}, microphone=(), geolocation=(), usb=(), serial=()`;
}
