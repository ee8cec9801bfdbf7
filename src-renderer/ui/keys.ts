export const isMac = /Mac/u.test(navigator.platform);
/** The name of the main modifier on this machine's keyboard. */
export const mod = isMac ? '⌘' : 'Ctrl';
