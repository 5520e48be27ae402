/** How often something came about, of how many times it could have. */
export interface Count {
  readonly tries: number;
  readonly hits: number;
}

export interface Estimate {
  readonly value: number;
  /** 95 % confidence interval. */
  readonly low: number;
  readonly high: number;
}

/** Two-sided, 95 % of a normal distribution. */
const Z = 1.96;

export function total(counts: readonly Count[]): Count {
  return counts.reduce((sum, { tries, hits }) => ({ tries: sum.tries + tries, hits: sum.hits + hits }), {
    tries: 0,
    hits: 0,
  });
}

/**
 * The share of one set of groups divided by that of another. Tries within a group depend on each other, so that groups
 * are what is counted: variances of ratio estimates (Cochran, Sampling Techniques, 3rd ed. 1977, eq. 6.13), their quotient
 * by the delta method on its logarithm (Katz, Baptista, Azen & Pike, Biometrics 34, 1978, 469–474).
 */
export function quotient(of: readonly Count[], by: readonly Count[]): Estimate {
  const value = share(of) / share(by);
  const error = Z * Math.sqrt(relativeVariance(of) + relativeVariance(by));
  return { value, low: value * Math.exp(-error), high: value * Math.exp(error) };
}

/** A share where tries are alone (Wilson, Journal of the American Statistical Association 22, 1927, 209–212). */
export function wilson({ tries, hits }: Count): Estimate {
  const value = hits / tries;
  const middle = (value + Z ** 2 / (2 * tries)) / (1 + Z ** 2 / tries);
  const half = (Z / (1 + Z ** 2 / tries)) * Math.sqrt((value * (1 - value)) / tries + Z ** 2 / (4 * tries ** 2));
  return { value, low: Math.max(0, middle - half), high: middle + half };
}

function share(groups: readonly Count[]): number {
  const { tries, hits } = total(groups);
  return hits / tries;
}

/** Of the share of all groups, over its square. */
function relativeVariance(groups: readonly Count[]): number {
  const { tries, hits } = total(groups);
  const squares = groups.reduce((sum, group) => sum + (group.hits - (hits / tries) * group.tries) ** 2, 0);
  return ((squares / hits ** 2) * groups.length) / (groups.length - 1);
}
