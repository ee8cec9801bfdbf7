import type { Server } from 'node:http';
import { type FailureError, failed } from '../contract/failure.ts';

/** @throws PORT_IN_USE, or BAD_REQUEST for an address it cannot listen on */
export function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenFailure(error, host, port)));
    server.listen({ host, port }, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function listenFailure(error: NodeJS.ErrnoException, host: string, port: number): FailureError {
  if (error.code === 'EADDRINUSE') {
    return failed(
      'PORT_IN_USE',
      `Port ${port} on ${host} is taken by another program; which one, the system does not say. End that program, or choose another port.`,
      {
        details: { hint: 'On the command line: --port, or --port 0 for any that is free.' },
        retryable: true,
      },
    );
  }
  const reasons: Record<string, string> = {
    EACCES: 'this user may not use that port',
    EADDRNOTAVAIL: 'this machine does not have that address',
    ENOTFOUND: 'there is no such host',
  };
  const reason = reasons[error.code ?? ''] ?? error.code ?? 'unknown error';
  return failed('BAD_REQUEST', `Cannot listen on ${host}, port ${port}: ${reason}.`);
}

/** Resolves once every connection is gone: at once where nothing is under way, after the grace at the latest. */
export function closeServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cutOff = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(cutOff);
      resolve();
    });
    server.closeIdleConnections();
  });
}
