/** Limits for decoding and encoding the External Term Format. */

/** Default maximum nesting of lists, tuples and maps. */
export const MAX_DEPTH = 128;

/** Maximum size of a big integer in bytes. Larger ones are of no use here and slow to print. */
export const MAX_BIG_SIZE = 1024;
