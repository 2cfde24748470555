/**
 * Where a server's audio is said to be: starts IP discovery with the server, or with the first upgrade in a foreign
 * `http.Server`, and tells the address. Without discovery (option `audioAddress`) it does nothing.
 * Edge: the network.
 */

import type { AudioAddress, IpDiscovery } from "./IpDiscovery.ts";

export class DiscoveryHost {
	/** Settles once discovery listens, or failed to. */
	private start: Promise<void> | undefined;
	private isSettled = false;

	/** @param onAddress Called with where discovery listens, each time that it begins to. */
	public constructor(
		private readonly discovery: IpDiscovery | undefined,
		private readonly log: (message: string) => void,
		private readonly onAddress: (address: AudioAddress) => void,
	) {}

	/** Starts discovery, unless an upgrade did. @throws If no port is free at the address. */
	public async listen(host: string): Promise<void> {
		if (this.discovery === undefined || this.start !== undefined) return this.start;
		await this.discovery.listen(undefined, host);
		this.onAddress(this.discovery.address);
		this.start = Promise.resolve();
		this.isSettled = true;
	}

	/**
	 * Calls `action` once discovery listens: at once, if it does. Where it cannot, the log says so, and the server goes on.
	 *
	 * @param localAddress Address that an upgrade arrived at.
	 */
	public whenStarted(localAddress: string, action: () => void): void {
		if (this.discovery === undefined || this.isSettled) return action();
		this.start ??= this.tryListen(this.discovery, localAddress);
		void this.start.then(action);
	}

	/** Frees the port. Safe to call twice. */
	public async close(): Promise<void> {
		await this.start;
		this.start = undefined;
		this.isSettled = false;
		await this.discovery?.close();
	}

	private async tryListen(discovery: IpDiscovery, localAddress: string): Promise<void> {
		try {
			// IPv4 at a socket for both families
			await discovery.listen(undefined, localAddress.replace(/^::ffff:/, ""));
			this.onAddress(discovery.address);
		} catch (error) {
			this.log(`IP discovery cannot listen, nobody answers where Ready points: ${(error as Error).message}`);
		}
		this.isSettled = true;
	}
}
