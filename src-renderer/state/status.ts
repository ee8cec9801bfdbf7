import { create } from 'zustand';
import type { AppInfo, AppStatus } from '../../src-main/contract/index.ts';

/** The newest frame of the status stream, and what does not change while the backend lives. */
export const useStatus = create<{ status: AppStatus | null; info: AppInfo | null }>(() => ({
  status: null,
  info: null,
}));
