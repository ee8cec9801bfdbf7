// The least a console does in the desktop window: it asks for a port, makes a call, and takes files.
import { type DesktopBridge, desktopPortMessage } from '../../../contract/bridge.ts';
import { channelCore } from '../../../contract/channel.ts';
import { type ContractConnection, connectContract } from '../../../contract/client.ts';

declare global {
  interface Window {
    foredeck: DesktopBridge<File>;
    connection: Promise<ContractConnection>;
    connect: () => Promise<ContractConnection>;
  }
}

function nextPort(): Promise<MessagePort> {
  return new Promise((resolve) => {
    const onMessage = (event: MessageEvent): void => {
      const [port] = event.ports;
      if (event.source !== window || event.data !== desktopPortMessage || !port) return;
      window.removeEventListener('message', onMessage);
      resolve(port);
    };
    window.addEventListener('message', onMessage);
    window.foredeck.connect();
  });
}

window.connect = async () => {
  const port = await nextPort();
  const { channel, frame, ended } = channelCore({
    send: (sent) => port.postMessage(sent),
    close: () => port.close(),
  });
  port.addEventListener('message', ({ data }) => frame(data));
  port.addEventListener('close', ended);
  port.start();
  return connectContract(channel);
};

function text(selector: string, value: string): void {
  const element = document.querySelector(selector);
  if (element) element.textContent = value;
}

window.foredeck.onOpenPaths((paths) => {
  for (const path of paths) {
    document
      .querySelector('#opened')
      ?.append(Object.assign(document.createElement('li'), { textContent: path }));
  }
});
document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  const files = [...(event.dataTransfer?.files ?? [])];
  text('#dropped', files.map((file) => window.foredeck.pathForFile(file)).join('|'));
});

window.connection = window.connect();
const { client } = await window.connection;
const { version, shell } = await client.app.info();
text('h1', `Foredeck ${version} ${shell}`);
