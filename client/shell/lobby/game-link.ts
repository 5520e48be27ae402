/** A link to a game's page. */
export interface GameLink {
  readonly name: string;
  readonly title: string;
  /** One or two sentences. */
  readonly about: string;
  readonly url: string;
}
