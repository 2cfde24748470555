/** How much of the External Term Format is read and written. */

/** Deepest nesting of lists, tuples and maps, unless a caller says otherwise. */
export const MAX_DEPTH = 128;

/** Bytes of the largest big integer. More have no use here, and take long to print. */
export const MAX_BIG_SIZE = 1024;
