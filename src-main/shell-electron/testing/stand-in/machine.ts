import { type StandInSettings, settingsVariable } from './settings.ts';

export const machine: StandInSettings = JSON.parse(process.env[settingsVariable] ?? '') as StandInSettings;
