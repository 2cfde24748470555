import { configureRelay } from "../src";
import { HttpService } from "@rbxts/services";

/** For a live server, which has no WebSocket: call it once, before the first connection. Nothing else changes. */
export function liveServer(url: string) {
	const relay = configureRelay({
		url, // of your relay, such as https://relay.example:8443
		token: HttpService.GetSecret("relay"), // one of its tokens, kept in the experience's Secrets
		onState: (state, reason) => print("relay:", state, reason),
	});
	task.delay(60, () => print("requests in the last minute:", relay.budget.lastMinute()));
	return relay;
}
