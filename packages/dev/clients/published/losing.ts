/** The scene of a loss: the server dispatches five messages while the client is away, then the client returns. */

import { enter, type Scene } from "./entering.ts";
import type { Loss, Outcome } from "./losses.ts";
import type { Stage } from "./Stage.ts";

/** Messages dispatched while a client is away. */
const AWAY_COUNT = 5;

/** Milliseconds on the client's own event loop without a new connection, after which it counts as having given up. */
const QUIET = 3000;

/** Connections that a client may open after a loss. A client without backoff opens hundreds. */
const MAX_CONNECTIONS = 6;

/** Words for what a client does. */
const WORDS: Readonly<Record<Outcome, string>> = {
	resume: "resume its session",
	identify: "start a new session",
	stop: "give up",
};

export function losing(loss: Loss): Scene {
	return {
		name: loss.name,
		play: async (stage) => {
			await enter(stage);
			const before = stage.dispatchMessages(1);
			await stage.until(() => stage.seen.length === 1, "the client saw the first message");
			if (loss.outcome === "stop") await giveUp(stage, loss);
			else await comeBack(stage, loss, before);
		},
	};
}

async function giveUp(stage: Stage, loss: Loss): Promise<void> {
	const connections = stage.count("connected");
	const reported = stage.driver.reports.length;
	await loss.inflict(stage, stage.sessionId);
	const more = (): number => stage.count("connected") - connections;
	const hasReported = (): boolean =>
		stage.driver.reports.slice(reported).some(({ kind }) => kind === "ended" || kind === "error");
	await stage.until(() => hasReported() || more() > 0, "the client reported that it gave up", true);
	await stage.clientPause(QUIET);
	if (more() > 0) throw new Error(`the client did not give up: it connected ${more()} times`);
}

async function comeBack(stage: Stage, loss: Loss, before: ReadonlyArray<string>): Promise<void> {
	const start = countsOf(stage);
	if (loss.outcome === "identify") stage.passIdentifyPace();
	const missed = await loseLink(stage, loss, start);
	const outcome = (): Outcome | undefined => {
		if (stage.count("resumed") > start.resumes) return "resume";
		return stage.count("identified") > start.identifies ? "identify" : undefined;
	};
	await stage.until(() => outcome() !== undefined, "the client came back");
	const done = outcome()!;
	if (done !== loss.outcome)
		throw new Error(`expected the client to ${WORDS[loss.outcome]}, but saw it ${WORDS[done]}`);
	await stage.until(() => countsOf(stage).returns > start.returns, "the client reported that it is back");
	const [last = ""] = stage.dispatchMessages(1);
	await stage.until(() => stage.seen.includes(last), "the client saw the last message");
	const expected = [...before, ...(done === "resume" ? missed : []), last].join(" ");
	const seen = stage.seen.join(" ");
	if (seen !== expected) throw new Error(`the client saw messages ${seen}, not ${expected}`);
	const spent = stage.count("connected") - start.connections;
	if (spent > MAX_CONNECTIONS) throw new Error(`the client connected ${spent} times`);
}

/** Returns the counts that a loss changes. */
function countsOf(stage: Stage): Readonly<Record<"connections" | "resumes" | "identifies" | "returns", number>> {
	return {
		connections: stage.count("connected"),
		resumes: stage.count("resumed"),
		identifies: stage.count("identified"),
		returns: stage.driver.of("resumed").length + stage.driver.of("ready").length,
	};
}

/** Breaks the connection, dispatches messages to the session, and lets the client reconnect. Returns the messages. */
async function loseLink(
	stage: Stage,
	loss: Loss,
	{ connections }: { readonly connections: number },
): Promise<ReadonlyArray<string>> {
	const { sessionId } = stage;
	await loss.inflict(stage, sessionId);
	const missed = stage.dispatchMessages(AWAY_COUNT, sessionId);
	await loss.mend?.(stage);
	if (loss.heal !== undefined) {
		await stage.until(() => stage.count("connected") > connections, "the client connected again");
		loss.heal(stage, sessionId);
	}
	return missed;
}
