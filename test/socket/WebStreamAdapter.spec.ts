/// <reference types="@rbxts/testez/globals" />

import { Signal } from "@rbxts/beacon";
import { openWebStream } from "../../src/socket/WebStreamAdapter";
import { expectNoYield } from "../support/expectNoYield";

/** The engine's client, played by the test. */
class FakeClient {
	public readonly Opened = new Signal<[status: number, headers: string]>();
	public readonly MessageReceived = new Signal<[message: string]>();
	public readonly Error = new Signal<[status: number, message: string]>();
	public readonly Closed = new Signal<[]>();
	public readonly sent: Array<string> = [];
	public closeCount = 0;

	public Send(data: string): void {
		this.sent.push(data);
	}

	public Close(): void {
		this.closeCount += 1;
		this.Closed.Fire();
	}
}

/** Texts of the engine when it cannot create a client, and what the error must say. */
const CREATE_FAULTS: ReadonlyArray<readonly [engine: string, told: string]> = [
	[
		"Too many WebStreamClients active, please close existing ones before creating new ones",
		"close one before opening another",
	],
	["WebStreamClient is not enabled in RCC", "through a relay"],
	["something else", "cannot open ws://a: something else"],
];

export = () => {
	function make() {
		const client = new FakeClient();
		const heard: Array<string> = [];
		const adapter = openWebStream(
			"ws://a",
			{
				onOpen() {
					heard.push("open");
				},
				onMessage(message) {
					heard.push(`message ${message}`);
				},
				onClose(code, reason) {
					heard.push(`close ${code ?? "none"} ${reason}`);
				},
			},
			{ headers: { origin: "here" }, protocols: ["v1", "v2"] },
			(_url, headers) => {
				heard.push(`headers ${headers?.origin} ${headers?.["Sec-WebSocket-Protocol"]}`);
				return client as unknown as WebStreamClient;
			},
		);
		expect(heard.shift()).to.equal("headers here v1, v2");
		return { client, heard, adapter };
	}

	describe("openWebStream", () => {
		for (const [engine, told] of CREATE_FAULTS) {
			it(`should explain "${engine}"`, () => {
				const listener = { onOpen() {}, onMessage() {}, onClose() {} };
				const create = () => error(engine, 0);
				expect(() => openWebStream("ws://a", listener, {}, create)).to.throw(told);
				expect(() => openWebStream("ws://a", listener, {}, create)).to.throw(engine);
			});
		}
	});

	describe("WebStreamAdapter", () => {
		it("should pass on open and messages", () => {
			const { client, heard } = make();
			client.Opened.Fire(101, "");
			client.MessageReceived.Fire("{}");
			expect(heard.join("|")).to.equal("open|message {}");
		});

		it("should show the subprotocol that the server chose", () => {
			const { client, adapter } = make();
			expect(adapter.protocol).to.equal("");
			client.Opened.Fire(101, "Sec-WebSocket-Protocol: v2");
			expect(adapter.protocol).to.equal("v2");
		});

		it("should take Error and Closed for one end, without a code", () => {
			const { client, heard } = make();
			client.Error.Fire(400, "Failed ws recv");
			client.Closed.Fire();
			client.MessageReceived.Fire("late");
			expect(heard.join("|")).to.equal("close none Failed ws recv (status 400)");
			expect(client.closeCount).to.equal(1);
		});

		it("should end at Closed without Error", () => {
			const { client, heard } = make();
			client.Closed.Fire();
			expect(heard.join("|")).to.equal("close none ");
		});

		it("should call Close once, without yielding", () => {
			const { client, heard, adapter } = make();
			expectNoYield(() => adapter.close(4000, "mine"));
			expectNoYield(() => adapter.close(4000, "mine"));
			expect(client.closeCount).to.equal(1);
			expect(heard.join("|")).to.equal("close 4000 mine");
		});

		it("should disconnect from every event", () => {
			const { client, adapter } = make();
			adapter.close();
			for (const signal of [client.Opened, client.MessageReceived, client.Error, client.Closed]) {
				expect((signal as { _handlerListHead?: unknown })._handlerListHead).to.equal(undefined);
			}
		});

		it("should send text, and reject binary", () => {
			const { client, adapter } = make();
			adapter.send("text");
			expect(client.sent.join(",")).to.equal("text");
			expect(adapter.capabilities.binary).to.equal(false);
			expect(adapter.capabilities.closeCode).to.equal(false);
			expect(adapter.capabilities.headers).to.equal(true);
			expect(adapter.capabilities.ping).never.to.equal(true);
			expect(() => adapter.send(buffer.create(1))).to.throw("text only");
			adapter.close();
			expect(() => adapter.send("late")).to.throw("closed");
		});
	});
};
