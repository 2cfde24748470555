import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import { describe, it } from "node:test";
import { EventStream } from "./EventStream.ts";
import { History } from "./History.ts";

/** A response that accepts as much as the test allows. */
class FakeResponse extends EventEmitter {
	public text = "";
	public isFull = false;
	public writeHead(): this {
		return this;
	}
	public write(text: string): boolean {
		this.text += text;
		return !this.isFull;
	}
	/** Data received since the last call. */
	public take(): string {
		const { text } = this;
		this.text = "";
		return text;
	}
}

function open(limit: number) {
	const history = new History<number>(limit);
	const response = new FakeResponse();
	return { history, response, stream: new EventStream(response as unknown as ServerResponse, history, 0) };
}

describe("EventStream", () => {
	it("should send each entry once with its number", () => {
		const { history, response, stream } = open(10);
		history.push(7);
		history.push(8);
		stream.flush();
		assert.equal(response.take(), "id: 1\nevent: entry\ndata: 7\n\nid: 2\nevent: entry\ndata: 8\n\n");
		stream.flush();
		assert.equal(response.take(), "");
	});

	it("should keep line breaks inside a message", () => {
		const { response, stream } = open(10);
		stream.sendState("snapshot", { text: "a\n\nevent: fake" });
		assert.equal(response.take(), 'event: snapshot\ndata: {"text":"a\\n\\nevent: fake"}\n\n');
	});

	it("should buffer only the latest state for a slow page", () => {
		const { history, response, stream } = open(2);
		response.isFull = true;
		stream.sendState("snapshot", { n: 0 });
		response.take();
		for (let entry = 1; entry <= 5; entry++) history.push(entry);
		stream.sendState("snapshot", { n: 1 });
		stream.sendState("snapshot", { n: 2 });
		stream.flush();
		assert.equal(response.take(), "");

		response.isFull = false;
		response.emit("drain");
		const events = response.take();
		assert.match(events, /^event: snapshot\ndata: \{"n":2\}\n\nevent: skipped\ndata: 3\n\nid: 4\n/);
		assert.ok(events.endsWith("id: 5\nevent: entry\ndata: 5\n\n"));
	});
});
