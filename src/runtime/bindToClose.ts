/**
 * How the end of a game server is announced.
 * Edge: `game:BindToClose`.
 */

/** Has `callback` run before the game server ends, which waits for it: up to 30 s in Roblox. It may yield. */
export type BindToClose = (callback: () => void) => void;

/** The engine's own. Does nothing where there is no server, as in a plugin. */
export const bindToClose: BindToClose = (callback) => {
	pcall(() => game.BindToClose(callback));
};
