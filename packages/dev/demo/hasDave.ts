/** Whether the relay can carry DAVE, whose library is an optional dependency. Edge: packages. */

export async function hasDave(): Promise<boolean> {
	return import("@snazzah/davey").then(
		() => true,
		() => false,
	);
}
