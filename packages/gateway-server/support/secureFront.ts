/**
 * TLS in front of a gateway server, for clients that know no other way than wss.
 * Edge: the network. A key that both ends share takes the place of certificates: none to make, keep or renew.
 */

import { once } from "node:events";
import net, { type AddressInfo, type Socket } from "node:net";
import type { TestContext } from "node:test";
import tls from "node:tls";

const SHARED_KEY = Buffer.alloc(32, 1);

/** Node has these ciphers off unless asked, and TLS 1.3 has no way to name the key. */
const PROTOCOL = { ciphers: "PSK", maxVersion: "TLSv1.2" } as const;

/** Options of a TLS server that has the shared key. */
export const SECURE_OPTIONS = { ...PROTOCOL, pskCallback: (): Buffer => SHARED_KEY };

/** Makes every TLS connection that this process opens until the end of the test use the shared key. */
export function useSharedKey(context: TestContext): void {
	const { connect } = tls;
	context.mock.method(tls, "connect", (options: tls.ConnectionOptions) =>
		connect({
			...options,
			...PROTOCOL,
			pskCallback: () => ({ psk: SHARED_KEY, identity: "test" }),
			checkServerIdentity: () => undefined,
		}),
	);
}

/**
 * Starts a front that hands all bytes on, and calls {@link useSharedKey}.
 *
 * @param endpoint `host:port` of the server behind.
 * @returns `host:port` of the front.
 */
export async function startSecureFront(context: TestContext, endpoint: string): Promise<string> {
	const [host = "", port] = endpoint.split(":");
	const sockets = new Set<Socket>();
	const front = tls.createServer(SECURE_OPTIONS, (outside) => {
		const inside = net.connect({ host, port: Number(port) });
		for (const [socket, other] of [
			[outside, inside],
			[inside, outside],
		] as const) {
			sockets.add(socket);
			socket.pipe(other);
			socket.on("error", () => {}); // its close tells
			socket.once("close", () => {
				sockets.delete(socket);
				other.end();
			});
		}
	});
	front.listen(0, host);
	await once(front, "listening");
	context.after(() => {
		front.close();
		for (const socket of sockets) socket.destroy();
	});
	useSharedKey(context);
	return `${host}:${(front.address() as AddressInfo).port}`;
}
