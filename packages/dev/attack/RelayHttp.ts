/** A client's requests to a relay over persistent connections. Edge: the network. */

import { Agent, request as requestHttp } from "node:http";
import { gunzipSync } from "node:zlib";

export interface HttpReply {
	readonly status: number;
	readonly body: Buffer;
	/** The relay's error code; "" for any other answer. */
	readonly code: string;
}

export interface HttpOptions {
	readonly url: string;
	readonly token: string;
	/** Maximum number of connections. */
	readonly connections: number;
	readonly signal?: AbortSignal;
}

export class RelayHttp {
	private readonly agent: Agent;

	public constructor(private readonly options: HttpOptions) {
		this.agent = new Agent({ keepAlive: true, maxSockets: options.connections });
	}

	/** @throws Error If no answer comes. */
	public call(
		method: string,
		path: string,
		body?: Buffer | string,
		headers: Readonly<Record<string, string>> = {},
	): Promise<HttpReply> {
		const { url, token, signal } = this.options;
		return new Promise((resolve, reject) => {
			const request = requestHttp(url + path, {
				method,
				agent: this.agent,
				...(signal === undefined ? {} : { signal }),
				headers: {
					authorization: `Bearer ${token}`,
					...(body === undefined
						? {}
						: { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
					...headers,
				},
			});
			request.on("error", reject);
			request.on("response", (response) => {
				const chunks: Array<Buffer> = [];
				response.on("data", (chunk: Buffer) => chunks.push(chunk));
				response.on("error", reject);
				response.on("end", () => {
					const bytes = Buffer.concat(chunks);
					const unpacked = response.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes;
					const status = response.statusCode ?? 0;
					resolve({ status, body: unpacked, code: status < 400 ? "" : errorCode(unpacked) });
				});
			});
			request.end(body);
		});
	}

	public close(): void {
		this.agent.destroy();
	}
}

/** Returns the code of an error body. */
function errorCode(body: Buffer): string {
	try {
		return (JSON.parse(body.toString()) as { error: { code: string } }).error.code;
	} catch {
		return "no error body";
	}
}
