/** More columns than this are taken for a wrong delimiter; a spreadsheet holds as many. */
export const columnsMax = 16_384;

/** A record may be this long; a longer one is a quote that never closes, or no table. */
export const recordMaxBytes = 16 * 1024 * 1024;
