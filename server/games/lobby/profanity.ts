import {
  asteriskCensorStrategy,
  englishDataset,
  englishRecommendedTransformers,
  RegExpMatcher,
  TextCensor,
} from "obscenity";

const matcher = new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers });
const writer = new TextCensor().setStrategy(asteriskCensorStrategy());

/** Replaces obscene English words by asterisks, and then those that the asterisks create. */
export function censor(text: string): string {
  const found = matcher.getAllMatches(text);
  const censored = found.length === 0 ? text : writer.applyTo(text, found);
  return censored === text ? text : censor(censored);
}
