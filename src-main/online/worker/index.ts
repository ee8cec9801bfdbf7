export { onlineOperations, type OnlineSession } from './operations.ts';
