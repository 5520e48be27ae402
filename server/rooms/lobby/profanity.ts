import {
  asteriskCensorStrategy,
  englishDataset,
  englishRecommendedTransformers,
  RegExpMatcher,
  TextCensor,
} from "obscenity";

const matcher = new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers });
const writer = new TextCensor().setStrategy(asteriskCensorStrategy());

/** Puts asterisks for words that are obscene in English. */
export function censor(text: string): string {
  const found = matcher.getAllMatches(text);
  return found.length === 0 ? text : writer.applyTo(text, found);
}
