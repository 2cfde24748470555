import { configureRelay } from "../src";
import { HttpService } from "@rbxts/services";

/** Makes every connection on a live server use a relay. Call it once, before the first connection. */
export function liveServer(url: string) {
	const relay = configureRelay({
		url, // your relay, such as https://relay.example:8443
		token: HttpService.GetSecret("relay"), // one of its tokens, stored in the experience's Secrets
		onState: (state, reason) => print("relay:", state, reason),
	});
	task.delay(60, () => print("requests in the last minute:", relay.budget.lastMinute()));
	return relay;
}
