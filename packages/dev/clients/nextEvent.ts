import type { GatewayEvent } from "../../gateway-server/events.ts";
import type { GatewayServer } from "../../gateway-server/GatewayServer.ts";

type EventOf<Kind extends GatewayEvent["kind"]> = Extract<GatewayEvent, { readonly kind: Kind }>;

/** Resolves with the next event of a kind that `isWanted` accepts. */
export function nextEvent<Kind extends GatewayEvent["kind"]>(
	server: GatewayServer,
	kind: Kind,
	isWanted: (event: EventOf<Kind>) => boolean = () => true,
): Promise<EventOf<Kind>> {
	return new Promise((resolve) => {
		const unsubscribe = server.onEvent((event) => {
			if (event.kind !== kind || !isWanted(event as EventOf<Kind>)) return;
			unsubscribe();
			resolve(event as EventOf<Kind>);
		});
	});
}
