import { mkdtemp, stat, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeFolder } from '../../scripts/testing/remove-folder.ts';
import { FailureError, failed } from '../contract/failure.ts';
import { type ContractServer, serveContract } from '../services/serve.ts';
import { type Control, connectControl, controlAddress, requestLink, startControl } from './control.ts';
import { listenForCommands } from './listen-for-commands.ts';
import { testRouter } from './test-router.ts';

let dataFolder: string;
let contractServer: ContractServer;
let control: Control;
let links: number;

const start = () => {
  const newLink = () => {
    links += 1;
    return `http://127.0.0.1:1/?token=${links}`;
  };
  return startControl({ contractServer, dataFolder, newLink });
};

beforeEach(async () => {
  links = 0;
  dataFolder = await mkdtemp(join(tmpdir(), 'foredeck-control-'));
  contractServer = serveContract(testRouter().router, () => undefined);
  control = await start();
});
afterEach(async () => {
  await control.stop();
  contractServer.stop();
  removeFolder(dataFolder);
});

async function failureFrom(attempt: Promise<unknown>): Promise<FailureError> {
  const thrown = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(thrown).toBeInstanceOf(FailureError);
  return thrown as FailureError;
}

test('a command speaks the contract with the holder', async () => {
  const connection = await connectControl(control);
  expect((await connection.client.app.info()).shell).toBe('command');
  for await (const jobs of await connection.client.jobs.watch()) {
    expect(jobs).toHaveLength(1);
    break;
  }
  connection.close();
  await connection.closed;
});

test('a link to the console is asked for beside the contract', async () => {
  expect(await requestLink(control)).toBe('http://127.0.0.1:1/?token=1');
  expect(await requestLink(control)).toBe('http://127.0.0.1:1/?token=2');
});

test('a holder that cannot say where it listens does not go on listening', async () => {
  await control.stop();
  let stopped = 0;
  const holder = {
    server: contractServer,
    dataFolder,
    publishControl() {
      throw failed('DISK_FULL', 'no room for holder.json');
    },
    async stop() {
      stopped += 1;
    },
  };
  const { failure } = await failureFrom(listenForCommands(holder, () => null));
  expect([failure.code, stopped]).toEqual(['DISK_FULL', 1]);
  await expect(stat(control.address)).rejects.toThrow('ENOENT');
});

test('a wrong token is refused at every place', async () => {
  const stranger = { address: control.address, token: 'guessed' };
  expect((await failureFrom(connectControl(stranger))).failure.code).toBe('FOLDER_IN_USE');
  expect((await failureFrom(requestLink(stranger))).message).toContain('does not answer');
  expect(links).toBe(0);
  const status = await new Promise((resolve) => {
    const headers = { host: 'localhost' };
    request({ socketPath: control.address, path: '/anything', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).end();
  });
  expect(status).toBe(401);
});

test.skipIf(process.platform === 'win32')(
  'nobody else may reach the socket, and its path is short',
  async () => {
    expect((await stat(dirname(control.address))).mode & 0o777).toBe(0o700);
    expect(Buffer.byteLength(control.address)).toBeLessThan(104);
    expect(controlAddress('/a/very/long/path'.repeat(100))).toHaveLength(control.address.length);
    expect(controlAddress('/one')).not.toBe(controlAddress('/two'));
    expect(controlAddress('C:\\Users\\a', 'win32')).toMatch(/^\\\\\.\\pipe\\foredeck-[0-9a-f]{16}$/u);
  },
);

test.skipIf(process.platform === 'win32')(
  'a link in the place of the socket’s folder is refused',
  async () => {
    const before = process.env.XDG_RUNTIME_DIR;
    process.env.XDG_RUNTIME_DIR = dataFolder;
    await symlink(tmpdir(), dirname(controlAddress(dataFolder)));
    try {
      expect((await failureFrom(start())).failure.code).toBe('FOLDER_UNUSABLE');
    } finally {
      if (before === undefined) delete process.env.XDG_RUNTIME_DIR;
      else process.env.XDG_RUNTIME_DIR = before;
    }
  },
);

test('what a killed holder left behind does not stop the next one', async () => {
  await control.stop();
  await writeFile(control.address, '');
  control = await start();
  const connection = await connectControl(control);
  expect(await connection.client.jobs.list()).toEqual([]);
  connection.close();
});

test('a holder that has gone is said so', async () => {
  await control.stop();
  expect((await failureFrom(connectControl(control))).failure).toMatchObject({
    code: 'FOLDER_IN_USE',
    retryable: true,
  });
  expect((await failureFrom(requestLink(control))).failure.code).toBe('FOLDER_IN_USE');
});

test('something else at that place is said so', async () => {
  await control.stop();
  const stranger = createServer((socket) => socket.resume().end('SSH-2.0-other\r\n'));
  stranger.listen(control.address);
  expect((await failureFrom(connectControl(control))).failure.code).toBe('FOLDER_IN_USE');
  expect((await failureFrom(requestLink(control))).failure.code).toBe('FOLDER_IN_USE');
  await new Promise((resolve) => stranger.close(resolve));
});

test('stopping closes the connections, so that a command learns of it', async () => {
  const connection = await connectControl(control);
  const stream = await connection.client.jobs.watch();
  await stream.next();
  const next = failureFrom(stream.next());
  await Promise.all([control.stop(), control.stop()]);
  await connection.closed;
  expect((await next).failure.code).toBe('CLOSED');
});
