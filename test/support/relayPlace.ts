/** The relay of an end-to-end run: a process of its own, which a test may kill. */

import { HttpService, Workspace } from "@rbxts/services";
import { RequestBudget } from "../../src/socket/relay/RequestBudget";
import { Relay } from "../../src/socket/Relay";
import { RecordingLogger } from "./RecordingLogger";

/** A client of it, without a limit of requests: seconds of a test cannot wait as a live server's minutes can. */
export function makeRelayClient(): Relay {
	return new Relay({
		url: Workspace.GetAttribute("RelayUrl") as string,
		token: Workspace.GetAttribute("RelayToken") as string,
		budget: new RequestBudget({ perMinute: 100_000, burst: 1000 }),
		logger: new RecordingLogger(),
	});
}

/** Kills it without warning, and waits for the next. Yields. */
export function restartRelay(): void {
	const answer = HttpService.RequestAsync({
		Url: `${Workspace.GetAttribute("RelayControlUrl")}/SIGKILL`,
		Method: "POST",
		Headers: { authorization: `Bearer ${Workspace.GetAttribute("RelayToken")}` },
		Body: "",
	});
	assert(answer.Success, `the relay did not start again: ${answer.StatusCode}`);
}
