import { create } from 'zustand';
import type { Failure } from '../../src-main/contract/index.ts';
import { announce } from './announcer.ts';

export interface Toast {
  id: number;
  level: 'ok' | 'info' | 'warn' | 'bad' | 'off';
  title: string;
  text?: string | undefined;
  action?: { label: string; undo?: boolean; run: () => void } | undefined;
  /** The same stands elsewhere on the screen, so it may leave although it is no good news. */
  elsewhere?: boolean | undefined;
  /** What it tells of: a newer one about the same takes its place. */
  about?: string | undefined;
  /** Text behind a copy button, for errors. */
  copy?: string | undefined;
}

export const useToasts = create<{ toasts: readonly Toast[] }>(() => ({ toasts: [] }));
let lastId = 0;
const atMost = 4;

/** Shows a toast and speaks it. It stays until it is closed, or newer ones push it out; good news, and what stands elsewhere too, leaves by itself. */
export function toast(next: Omit<Toast, 'id'>): number {
  lastId += 1;
  const id = lastId;
  useToasts.setState(({ toasts }) => ({
    toasts: [
      ...toasts.filter(({ about }) => about === undefined || about !== next.about),
      { ...next, id },
    ].slice(-atMost),
  }));
  announce([next.title, next.text].filter(Boolean).join('. '), `toast ${id}`);
  return id;
}

export function closeToast(id: number) {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((one) => one.id !== id) }));
}

/** A call that was refused and has no better place on the screen. */
export function toastFailure(title: string, failure: Failure) {
  toast({ level: 'bad', title, text: failure.message, copy: `${failure.code}: ${failure.message}` });
}
