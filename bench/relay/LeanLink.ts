/**
 * A game server's link at the least cost, so that thousands fit in one process beside the relay: one TCP socket, requests
 * written as text, one poll in flight. Answers are counted and passed on.
 * Edge: HTTP over TCP.
 */

import { connect, type Socket } from "node:net";
import { gunzipSync } from "node:zlib";
import { clientBinary, clientJson, type ClientRecord } from "../../packages/relay/support/clientForms.ts";
import { HttpAnswers, type HttpAnswer } from "./HttpAnswers.ts";

export type LinkForm = "json" | "binary";

const FORMS = { json: clientJson, binary: clientBinary } as const;

export interface LeanLinkOptions {
	/** Of the relay, with `http://`. */
	readonly url: string;
	readonly token: string;
	readonly form: LinkForm;
	/** Whether answers may come packed. @default false */
	readonly acceptsGzip?: boolean;
	/** First up records, from 1. */
	readonly up: ReadonlyArray<ClientRecord>;
	/** Called with each answer to a poll. */
	readonly onAnswer: (answer: LinkAnswer) => void;
	/** Called once, if a request is refused or the connection is lost. */
	readonly onFault: (fault: Error) => void;
}

/** An answer to a poll. */
export interface LinkAnswer {
	readonly records: ReadonlyArray<ClientRecord>;
	/** Bytes of the body as sent. */
	readonly bodySize: number;
	/** Bytes of the answer, with its head. */
	readonly size: number;
}

export class LeanLink {
	private readonly socket: Socket;
	private readonly answers = new HttpAnswers();
	private readonly heads: Readonly<Record<LinkForm, string>>;
	private take: (answer: HttpAnswer) => void;
	private poll = "";
	private ack = 0;
	private isClosed = false;

	/** Makes a link and begins to poll. */
	public constructor(private readonly options: LeanLinkOptions) {
		const { hostname, port } = new URL(options.url);
		this.heads = { json: this.head("json"), binary: this.head("binary") };
		this.take = (answer) => this.linked(answer);
		this.socket = connect(Number(port), hostname);
		this.socket.setNoDelay(true);
		this.socket.on("data", (bytes) => this.receive(bytes));
		this.socket.on("error", (error) => this.fail(error));
		this.socket.on("end", () => this.fail(new Error("the relay closed the connection")));
		const body = JSON.stringify({ v: 1, nonce: crypto.randomUUID(), up: options.up });
		this.request("json", "/v1/links", Buffer.from(body));
	}

	/** Drops the connection. */
	public close(): void {
		this.isClosed = true;
		this.socket.destroy();
	}

	private receive(bytes: Buffer): void {
		try {
			for (const answer of this.answers.receive(bytes)) this.take(answer);
		} catch (error) {
			this.fail(error as Error);
		}
	}

	private linked({ status, body }: HttpAnswer): void {
		if (status !== 201) throw new Error(`the relay answered ${status} ${body.toString()}`);
		const { link } = JSON.parse(body.toString()) as { link: string };
		this.poll = `/v1/links/${link}/poll`;
		this.take = (answer) => this.polled(answer);
		this.askAgain();
	}

	private polled({ status, body, isPacked, size }: HttpAnswer): void {
		if (status !== 200) throw new Error(`the relay answered ${status} ${body.toString()}`);
		const { form, onAnswer } = this.options;
		const { down: records } = FORMS[form].decode(isPacked ? gunzipSync(body) : body);
		this.ack = records.at(-1)?.[0] ?? this.ack;
		this.askAgain();
		onAnswer({ records, bodySize: body.length, size });
	}

	private askAgain(): void {
		const { form } = this.options;
		this.request(form, this.poll, FORMS[form].encode({ ack: this.ack, up: [] }));
	}

	private request(form: LinkForm, path: string, body: Buffer): void {
		const head = `POST ${path} HTTP/1.1\r\n${this.heads[form]}content-length: ${body.length}\r\n\r\n`;
		this.socket.write(Buffer.concat([Buffer.from(head, "latin1"), body]));
	}

	private head(form: LinkForm): string {
		const { url, token, acceptsGzip = false } = this.options;
		const { contentType } = FORMS[form];
		return [
			`host: ${new URL(url).host}`,
			`authorization: Bearer ${token}`,
			`content-type: ${contentType}`,
			`accept: ${contentType}`,
			acceptsGzip ? "accept-encoding: gzip\r\n" : "",
		].join("\r\n");
	}

	private fail(fault: Error): void {
		if (this.isClosed) return;
		this.close();
		this.options.onFault(fault);
	}
}
