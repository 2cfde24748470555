/**
 * The announcement that a game server ends.
 * Edge: `game:BindToClose`.
 */

/** Runs `callback` before the game server ends. The server waits for it, up to 30 s in Roblox. It may yield. */
export type BindToClose = (callback: () => void) => void;

/** The engine's. Does nothing outside a server, as in a plugin. */
export const bindToClose: BindToClose = (callback) => {
	pcall(() => game.BindToClose(callback));
};
