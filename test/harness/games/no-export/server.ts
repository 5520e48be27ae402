export const game = "not the default export";
