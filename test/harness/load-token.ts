/** For crowds of more clients than one address may bring: the server's environment, and what the clients' requests carry. */
const LOAD_TOKEN = "the-load-token-of-tests-0123456789abcdef";
export const LOAD_ENV = { LOAD_TOKEN } as const;
export const LOAD_HEADERS = { "X-Load-Token": LOAD_TOKEN } as const;
