/** Where the program's own files are: beside this one, as sources (.ts) or bundled (.js). */
const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

export const engineProcessUrl = new URL(`./engine-process${extension}`, import.meta.url);
export const storeThreadUrl = new URL(`./store-thread${extension}`, import.meta.url);

/** The folder with `models/`, `resources/` and `dist/`; sources and bundle lie equally deep in it. */
export const programUrl = new URL('../../', import.meta.url);
