export const consoleScheme = 'app';
export const consoleHost = 'foredeck';
/** The origin of the one page that may talk to the main process. */
export const consoleOrigin = `${consoleScheme}://${consoleHost}`;
export const consoleUrl = `${consoleOrigin}/index.html`;
