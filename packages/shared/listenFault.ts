/** Explains why an address cannot be listened on, and what to change. Pure. */

export interface Address {
	readonly host: string;
	readonly port: number;
}

/** By Node's error code. `names` are the settings for the address. */
const WORDS: Readonly<Record<string, (address: Address, names: Readonly<Record<keyof Address, string>>) => string>> = {
	EADDRINUSE: ({ port }, names) => `port ${port} is taken; try another ${names.port}`,
	EACCES: ({ port }, names) => `port ${port} requires administrator rights; try a ${names.port} above 1023`,
	EADDRNOTAVAIL: ({ host }, names) => `${host} is not an address of this machine; try another ${names.host}`,
	ENOTFOUND: ({ host }, names) => `${host} is not an address of this machine; try another ${names.host}`,
};

/** @param names The user's names for host and port, such as `--port`. */
export function listenFault(error: unknown, address: Address, names: Readonly<Record<keyof Address, string>>): Error {
	const { code = "", message } = error as NodeJS.ErrnoException;
	return new Error(`cannot listen: ${WORDS[code]?.(address, names) ?? message}`, { cause: error });
}
