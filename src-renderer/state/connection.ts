import { create } from 'zustand';
import type { ConnectionState } from '../client/connection.ts';

/** Whether the backend answers. */
export const useConnection = create<{ state: ConnectionState }>(() => ({ state: { kind: 'connecting' } }));
