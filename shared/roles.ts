/** What someone may do; a higher number may all that a lower one may. Signed into tokens by name, kept by number. */
export const ROLE = { guest: 0, player: 1, moderator: 2, operator: 3 } as const;

export type RoleName = keyof typeof ROLE;
