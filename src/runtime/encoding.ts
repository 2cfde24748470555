/** The engine's codecs for JSON and base64, for code that takes them as arguments. Edge: HttpService, EncodingService. */

import { decodeBase64, encodeBase64 } from "./base64";
import { decodeJson, encodeJson } from "./json";

export const engineEncoding = {
	toJson: encodeJson,
	fromJson: decodeJson,
	toBase64: encodeBase64,
	fromBase64: decodeBase64,
};
