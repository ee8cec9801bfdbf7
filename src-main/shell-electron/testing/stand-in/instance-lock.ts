import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

export interface HandedOver {
  argv: string[];
  workingFolder: string;
  data: unknown;
}

/**
 * Whether this process is the first on the user data folder. A later one sends what it was started with to the first.
 * Like Electron's, the answer comes at once, so a short child does the sending.
 */
export function takeInstanceLock(
  userData: string,
  mine: HandedOver,
  onSecond: (theirs: HandedOver) => void,
): boolean {
  mkdirSync(userData, { recursive: true });
  const file = join(userData, 'stand-in-lock');
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let text = '';
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    socket.on('end', () => {
      socket.end('taken');
      onSecond(JSON.parse(text) as HandedOver);
    });
  });
  try {
    writeFileSync(file, '', { flag: 'wx' });
  } catch {
    const script = `
      const socket = require('node:net').connect({ port: ${Number(readFileSync(file, 'utf8'))}, host: '127.0.0.1', allowHalfOpen: true });
      socket.end(${JSON.stringify(JSON.stringify(mine))});
      socket.resume().on('end', () => process.exit(0));`;
    execFileSync(process.execPath, ['--input-type=commonjs', '--eval', script]);
    return false;
  }
  process.on('exit', () => rmSync(file, { force: true }));
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address && typeof address === 'object') writeFileSync(file, String(address.port));
  });
  server.unref();
  return true;
}
