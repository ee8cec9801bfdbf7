import type { Rectangle } from 'electron';

/** What a test decides about the machine that the stand-in plays. */
export interface StandInSettings {
  /** `userData` when the program does not choose another. */
  userData: string;
  /** Work areas of the displays, the primary one first. */
  displays: Rectangle[];
  dark: boolean;
}

export const settingsVariable = 'ELECTRON_STAND_IN';
