/**
 * Main gateway payloads of published client libraries, verbatim from their source: URL query, Identify, heartbeat,
 * presence, voice state, member request, Resume. For a bot with default settings in one guild.
 */

import { COMPILED } from "./compiled.ts";
import { SCRIPTED } from "./scripted.ts";

export { LIBRARY_IDS, SESSION, type LibraryPayloads } from "./form.ts";

export const LIBRARY_PAYLOADS = [...SCRIPTED, ...COMPILED];
