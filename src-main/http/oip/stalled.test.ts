import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { startTestServer, withToken } from '../test-server.ts';
import { smallService } from './testing.ts';

it('ends a connection that asks for a large answer and takes nothing of it', async () => {
  const { service } = smallService();
  const server = await startTestServer({ inference: service, limits: { idleMs: 100 } });
  const sizeBytes = 40 * 1024 * 1024;
  const input = {
    name: 'x',
    shape: [sizeBytes],
    datatype: 'UINT8',
    parameters: { binary_data_size: sizeBytes },
  };
  const json = JSON.stringify({ inputs: [input], parameters: { binary_data_output: true } });
  const socket = connect(server.port, '127.0.0.1').pause();
  socket.on('error', () => undefined);
  socket.write(
    [
      'POST /v2/models/echo/infer HTTP/1.1',
      `Host: 127.0.0.1:${server.port}`,
      `Authorization: ${withToken.authorization}`,
      `Inference-Header-Content-Length: ${json.length}`,
      `Content-Length: ${json.length + sizeBytes}`,
      `\r\n${json}`,
    ].join('\r\n'),
  );
  socket.write(Buffer.alloc(sizeBytes));
  await once(socket, 'drain');
  await expect.poll(() => server.http.inference.inFlight, { timeout: 5000 }).toBe(1);
  await expect.poll(() => server.http.inference.inFlight, { timeout: 5000 }).toBe(0);
  expect(server.http.connections).toBe(0);
  socket.destroy();
  await server.stop();
});
