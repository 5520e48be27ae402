/** Where load tools show the operator's load token; browsers' sockets take no headers, so the query does, too. */
export const LOAD_HEADER = "x-load-token";
export const LOAD_PARAMETER = "loadToken";
