import { create } from 'zustand';
import type { Failure, ModelCard, ModelRef, Prediction } from '../../../src-main/contract/index.ts';
import type { Camera } from './cameraSource.ts';
import type { BufferPolicy, FrameCounts } from './frameQueue.ts';
import type { Frame } from './frameSource.ts';
import type { Trouble } from './trouble.ts';

export type SourceKind = 'camera' | 'video' | 'folder';

/** How it went over the last seconds. */
export interface Figures {
  counts: FrameCounts;
  /** Frames a second: from the source, answered, not processed. */
  deliveredPerSecond: number;
  processedPerSecond: number;
  skippedPerSecond: number;
  /** From the call to its answer, the median; null while there was none. */
  latencyMs: number | null;
  /** From taking a frame to having its answer, the median. */
  delayMs: number | null;
}

/** The newest frame that was answered, and what was said of it. */
export interface Shown {
  frame: Frame;
  prediction: Prediction;
}

/** What frames are for: a version, and the feature that takes the picture. */
export interface VisionModel {
  ref: ModelRef & { version: string };
  feature: string;
}

export interface VisionState {
  /** Whether the Predict panel takes moving pictures, for models that can. */
  live: boolean;
  kind: SourceKind;
  cameras: readonly Camera[];
  /** Null = the one the browser chooses. */
  cameraId: string | null;
  video: File | null;
  pictures: readonly File[];
  /** Where in the pictures it is, from 0. */
  at: number;
  picturesPerSecond: number;
  policy: BufferPolicy;
  state: 'off' | 'running' | 'ended';
  /** Of the version it ran on last, by its key, with what it answered and the figures of that run. */
  ranOn: string | null;
  /** The run ended because the panel was left. */
  wasLeft: boolean;
  figures: Figures | null;
  shown: Shown | null;
  /** Why no frames come. */
  trouble: Trouble | null;
  /** Why the model does not answer. */
  failure: Failure | null;
  /** Pictures that were passed over because they cannot be read. */
  unreadable: readonly string[];
}

export const useVision = create<VisionState>(() => ({
  live: false,
  kind: 'camera',
  cameras: [],
  cameraId: null,
  video: null,
  pictures: [],
  at: 0,
  picturesPerSecond: 5,
  policy: 'drop-oldest',
  state: 'off',
  ranOn: null,
  wasLeft: false,
  figures: null,
  shown: null,
  trouble: null,
  failure: null,
  unreadable: [],
}));

/** Whether a picture is all that a model wants. */
export function canGoLive({ inputs }: ModelCard): boolean {
  return inputs.length === 1 && inputs[0]?.type === 'image';
}
