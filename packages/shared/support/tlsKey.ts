/** A key and its certificate for `localhost` and 127.0.0.1, signed by itself: for tests, and secret to nobody. */

import type { TlsKey } from "../../gateway-server/HttpHost.ts";

export const TEST_TLS = {
	key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgr38/rm+p58zxU4dd
PAzyx0Rl0k2ckRF9rP1lL2VkyjihRANCAATK+59S3pPzR/AqnpZHRK6qXjMYRQqf
MWGcVrAlXzJN2sw01gmRStHIer525BQ0IxDs9ESLWchUk8gArXuBaQ8J
-----END PRIVATE KEY-----
`,
	cert: `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUPsAsR37/DluKxf1NHkmTJSzAsbcwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTA3MDYxMFoYDzIxMjYxMDI4
MDcwNjEwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATK+59S3pPzR/AqnpZHRK6qXjMYRQqfMWGcVrAlXzJN2sw01gmRStHI
er525BQ0IxDs9ESLWchUk8gArXuBaQ8Jo28wbTAdBgNVHQ4EFgQUPFyv7ochAH1o
zVAPFxL3gmg8PiYwHwYDVR0jBBgwFoAUPFyv7ochAH1ozVAPFxL3gmg8PiYwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgND9sbHZ+n1AW6DpctKNBqGssRrkXNTsw4F+CNwfU3PACIQDF
rzKtmVtlw0iPLi8itm7dOhC2Sd/JoEP9e5BW9Qmj6w==
-----END CERTIFICATE-----
`,
} satisfies TlsKey;

/** A key of another pair. */
export const OTHER_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgVxsdnG9seim+LV0L
odTwXXaY0y286G9TTOpe6zRqvoChRANCAATJ76pjNggvTzBpGXP9AzTm0Z8hXjre
KCOfwM4v6u+7wql78SbEB3/HheCpDvkb822bBS1qrMeAhadGugbj90oI
-----END PRIVATE KEY-----
`;
