/** The relay of an end-to-end run, in another process that a test may kill. */

import { HttpService, Workspace } from "@rbxts/services";
import { RequestBudget } from "../../src/socket/relay/RequestBudget";
import { Relay } from "../../src/socket/Relay";
import { RecordingLogger } from "./RecordingLogger";

/** Returns a client of the relay without a request limit: a test cannot wait for a budget per minute. */
export function makeRelayClient(): Relay {
	return new Relay({
		url: Workspace.GetAttribute("RelayUrl") as string,
		token: Workspace.GetAttribute("RelayToken") as string,
		budget: new RequestBudget({ perMinute: 100_000, burst: 1000 }),
		logger: new RecordingLogger(),
	});
}

/** Kills the relay without warning and yields until the next one listens. */
export function restartRelay(): void {
	const answer = HttpService.RequestAsync({
		Url: `${Workspace.GetAttribute("RelayControlUrl")}/SIGKILL`,
		Method: "POST",
		Headers: { authorization: `Bearer ${Workspace.GetAttribute("RelayToken")}` },
		Body: "",
	});
	assert(answer.Success, `the relay did not start again: ${answer.StatusCode}`);
}
