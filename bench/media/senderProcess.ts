/** The voice server's side, in its own process: answers each datagram with the next packets. */

import { createSocket } from "node:dgram";
import type { TransportMode } from "../../packages/shared/rtp/TransportCipher.ts";
import { BURST, sealPackets } from "./packets.ts";

const packets = sealPackets(process.argv[2] as TransportMode);
const socket = createSocket("udp4");
let next = 0;

socket.on("message", (request, { port, address }) => {
	if (request.length > 0) next = 0; // a non-empty request restarts from the first packet
	for (const packet of packets.slice(next, next + BURST)) socket.send(packet, port, address);
	next += BURST;
});
process.on("disconnect", () => process.exit());
socket.bind(0, "127.0.0.1", () => process.send!(socket.address().port));
