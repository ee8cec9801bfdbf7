export { createProtocolDoor } from './door.ts';
export { speaksProtocol } from './places.ts';
