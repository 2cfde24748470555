/// <reference types="@rbxts/testez/globals" />

import { ServerScriptService } from "@rbxts/services";
import { ownSession } from "../../examples/ownSession";
import { whoSpeaks } from "../../examples/whoSpeaks";
import * as VoiceGateway from "../../src";
import { GatewayControl } from "../support/GatewayControl";
import { waitUntil } from "../support/waitUntil";

type WhoSpeaksLuau = (
	this: void,
	voiceGateway: typeof VoiceGateway,
	credentials: VoiceGateway.CredentialSource,
) => VoiceGateway.VoiceConnection;

/** The code of the README, run as it stands there. */
export = () => {
	const examples = ServerScriptService.WaitForChild("examples");
	const luauModule = examples.WaitForChild("whoSpeaksLuau") as ModuleScript;
	const whoSpeaksLuau = require(luauModule) as WhoSpeaksLuau;

	const CONNECTIONS: ReadonlyArray<readonly [name: string, start: typeof whoSpeaks]> = [
		["whoSpeaks", whoSpeaks],
		["whoSpeaksLuau", (credentials) => whoSpeaksLuau(VoiceGateway, credentials)],
	];

	for (const [name, start] of CONNECTIONS) {
		it(`${name} should get ready, and hear who speaks`, () => {
			const server = new GatewayControl({});
			const connection = start(VoiceGateway.fixedCredentials({ ...server.credentials, endpoint: server.url }));
			let speaks = false;
			connection.onSpeaking.Connect(() => (speaks = true));
			waitUntil("ready", () => connection.state === "ready");
			server.session("sendToSession", 5, { user_id: "7", ssrc: 2, speaking: 1 });
			waitUntil("speaking", () => speaks);
			connection.disconnectAsync().expect();
			server.destroy();
		});
	}

	it("ownSession should identify", () => {
		const server = new GatewayControl({});
		const transport = ownSession(`${server.url}/?v=8`, server.credentials);
		waitUntil("Identify", () => server.stats().identifies === 1);
		expect(transport.socketActive).to.equal(true);
		transport.forceClose();
		server.destroy();
	});
};
