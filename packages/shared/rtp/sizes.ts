/** Sizes that both `*_rtpsize` modes share. Source: Discord Docs, "Voice Connections", section "Transport Encryption". */

/** Bytes of a transport key. */
export const KEY_SIZE = 32;
/** Bytes of the authentication tag behind the encrypted part. */
export const TAG_SIZE = 16;
/** Bytes of the nonce that end a packet, in the clear. */
export const SUFFIX_SIZE = 4;
/** Bytes behind the encrypted part. */
export const TAIL_SIZE = TAG_SIZE + SUFFIX_SIZE;
