import type { ServerResponse } from 'node:http';

/**
 * What the console's page may load and talk to. Scripts: files of the console alone. Styles may be inline, as
 * React Aria and the charts place them so. `connect` names the sockets beside its own origin.
 */
export function contentSecurityPolicy(connect: string[] = []): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "worker-src 'self'",
    `connect-src ${["'self'", ...connect].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The headers of every answer, whatever it is. */
export function setSecurityHeaders(response: ServerResponse, host: string | undefined): void {
  response.setHeader('content-security-policy', contentSecurityPolicy(host ? [`ws://${host}`] : []));
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('x-frame-options', 'DENY');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('permissions-policy', 'camera=(), microphone=(), geolocation=(), usb=(), serial=()');
}
