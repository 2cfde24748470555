/** Says in words why an address cannot be listened on, and what to change. Pure. */

export interface Address {
	readonly host: string;
	readonly port: number;
}

/** By Node's code; `names` are the settings that hold the address. */
const WORDS: Readonly<Record<string, (address: Address, names: Readonly<Record<keyof Address, string>>) => string>> = {
	EADDRINUSE: ({ port }, names) => `port ${port} is taken; try another ${names.port}`,
	EACCES: ({ port }, names) => `port ${port} is for administrators; try another ${names.port}, above 1023`,
	EADDRNOTAVAIL: ({ host }, names) => `${host} is no address of this machine; try another ${names.host}`,
	ENOTFOUND: ({ host }, names) => `${host} is no address of this machine; try another ${names.host}`,
};

/** @param names What the user calls host and port, such as `--port`. */
export function listenFault(error: unknown, address: Address, names: Readonly<Record<keyof Address, string>>): Error {
	const { code = "", message } = error as NodeJS.ErrnoException;
	return new Error(`cannot listen: ${WORDS[code]?.(address, names) ?? message}`, { cause: error });
}
