export {
  type Control,
  type ControlAddress,
  connectControl,
  requestLink,
} from './control.ts';
export { consoleType } from './console-types.ts';
export { isLoopback } from './origin.ts';
export { newSecret } from './secrets.ts';
export { contentSecurityPolicy } from './security-headers.ts';
export { type HttpOptions, type HttpServer, startHttp } from './server.ts';
export { servedProduct } from './served-product.ts';
export { consoleHost, serverHost } from './server-host.ts';
export { listenForCommands } from './listen-for-commands.ts';
