import {
  asteriskCensorStrategy,
  englishDataset,
  englishRecommendedTransformers,
  RegExpMatcher,
  TextCensor,
} from "obscenity";

const matcher = new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers });
const writer = new TextCensor().setStrategy(asteriskCensorStrategy());

/** Puts asterisks for words that are obscene in English, and then for those that asterisks make so. */
export function censor(text: string): string {
  const found = matcher.getAllMatches(text);
  const told = found.length === 0 ? text : writer.applyTo(text, found);
  return told === text ? text : censor(told);
}
