/**
 * Sizes shared by both `*_rtpsize` modes, in bytes. Source: Discord Docs, "Voice Connections", section "Transport
 * Encryption".
 */

/** Transport key. */
export const KEY_SIZE = 32;
/** Authentication tag after the encrypted part. */
export const TAG_SIZE = 16;
/** Nonce suffix at the end of a packet, in the clear. */
export const SUFFIX_SIZE = 4;
/** Everything after the encrypted part. */
export const TAIL_SIZE = TAG_SIZE + SUFFIX_SIZE;
