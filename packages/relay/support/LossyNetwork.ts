/**
 * A client and a link with a network between them that the test plays: requests and answers wait in two bags, and the
 * test takes any of them out, as often as it likes, or throws it away.
 */

import { decodeBinaryRequest, binaryForm } from "../codec/binaryForm.ts";
import { decodeJsonRequest, jsonForm } from "../codec/jsonForm.ts";
import { Refusal } from "../link/refusal.ts";
import type { ClientForm, ClientRecord } from "./clientForms.ts";
import { TestLink, URL_OF_FAR } from "./TestLink.ts";

interface Sent {
	readonly body: Buffer;
	readonly isPoll: boolean;
}

export class LossyNetwork {
	public readonly requests: Array<Sent> = [];
	public readonly answers: Array<Buffer> = [];
	/** What the client was given, by socket: texts as they are, bytes in base64 behind "b:". */
	public readonly received: ReadonlyMap<number, Array<string>>;
	/** Refusals that the relay gave. */
	public readonly refusals: Array<string> = [];
	private kept: Array<ClientRecord> = [];
	private lastUp = 0;
	private dealtWith = 0;

	public constructor(
		public readonly link: TestLink,
		private readonly form: ClientForm,
		sockets: ReadonlyArray<number>,
		rooms: ReadonlyArray<readonly [socket: number, room: object]> = [],
	) {
		this.received = new Map([...sockets, ...rooms.map(([socket]) => socket)].map((socket) => [socket, []]));
		for (const socket of sockets) this.add(socket, "o", { url: URL_OF_FAR });
		for (const [socket, room] of rooms) this.add(socket, "o", { room });
	}

	/** Whether the relay has all that the client sent. */
	public get isConfirmed(): boolean {
		return this.kept.length === 0;
	}

	/** Adds an up record, which the next request carries. */
	public add(socket: number, type: string, data: unknown): void {
		this.lastUp += 1;
		this.kept.push([this.lastUp, socket, type, data]);
	}

	/** Puts a request into the network: all that is kept, or as much as one body may hold. */
	public request(isPoll: boolean, limit = Infinity): void {
		const up = this.kept.slice(0, limit);
		this.requests.push({ body: this.form.encode({ ack: this.dealtWith, up }), isPoll });
	}

	/** Lets a request arrive. */
	public arrive({ body, isPoll }: Sent): void {
		const isBinary = this.form.contentType === binaryForm.contentType;
		const own = isBinary ? binaryForm : jsonForm;
		const put = (answer: Parameters<typeof own.encodeAnswer>[0]): void => {
			this.answers.push(Buffer.concat([...own.encodeAnswer(answer)]));
		};
		try {
			const wanted = isBinary ? decodeBinaryRequest(body) : decodeJsonRequest(body);
			this.link.link.accept(wanted);
			if (!isPoll) return put(this.link.link.acknowledgement());
			this.link.link.poll({ form: own, waitMs: wanted.waitMs, onAnswer: put, onGone: () => {} });
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			this.refusals.push(error.code);
		}
	}

	/** Lets an answer arrive. */
	public hear(body: Buffer): void {
		const { ack, down } = this.form.decode(body);
		this.kept = this.kept.filter(([number]) => number > ack);
		for (const [number, socket, type, data] of down) {
			if (number <= this.dealtWith) continue;
			if (number !== this.dealtWith + 1) throw new Error(`record ${number} came after ${this.dealtWith}`);
			this.dealtWith = number;
			if (type === "t") this.received.get(socket)?.push(String(data));
			if (type === "b") this.received.get(socket)?.push(`b:${String(data)}`);
		}
	}
}
