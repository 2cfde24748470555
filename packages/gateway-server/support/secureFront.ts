/**
 * A TLS proxy in front of a gateway server, for clients that only support wss.
 * Edge: the network. Uses a pre-shared key instead of certificates, so there are none to create or renew.
 */

import { once } from "node:events";
import net, { type AddressInfo, type Socket } from "node:net";
import type { TestContext } from "node:test";
import tls from "node:tls";

const SHARED_KEY = Buffer.alloc(32, 1);

/** Node disables these ciphers by default, and TLS 1.3 cannot select the key. */
const PROTOCOL = { ciphers: "PSK", maxVersion: "TLSv1.2" } as const;

/** Options of a TLS server with the shared key. */
export const SECURE_OPTIONS = { ...PROTOCOL, pskCallback: (): Buffer => SHARED_KEY };

/** Makes all TLS connections of this process use the shared key until the end of the test. */
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
 * Starts a proxy that forwards all bytes, and calls {@link useSharedKey}.
 *
 * @param endpoint `host:port` of the proxied server.
 * @returns `host:port` of the proxy.
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
			socket.on("error", () => {}); // reported by its close
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
