import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Blend, Continuation, Predictor, Samples, SendPolicy } from "../../../client/net/index.ts";

interface Body {
  x: number;
  v: number;
}
interface Push {
  force: number;
}

const rules = {
  newState: (): Body => ({ x: 0, v: 0 }),
  copyState: (from: Body, to: Body) => void Object.assign(to, from),
  newInput: (): Push => ({ force: 0 }),
  copyInput: (from: Push, to: Push) => void Object.assign(to, from),
  step: (body: Body, push: Push, tick: number) => {
    body.v += push.force + (tick % 3);
    body.x += body.v;
  },
};

const pushes = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 60 });

describe("Predictor", () => {
  it("changes nothing when the server confirms the prediction, at any earlier tick", () => {
    fc.assert(
      fc.property(pushes, fc.nat(60), (forces, back) => {
        const predictor = new Predictor(rules, 64);
        const server = { x: 5, v: 1 };
        predictor.reset(server, 100);
        const at = Math.max(0, forces.length - back);
        forces.forEach((force, i) => {
          predictor.advance({ force });
          if (i < at) rules.step(server, { force }, 101 + i);
        });
        const before = { ...predictor.now };
        predictor.reconcile(server, 100 + at);
        expect(predictor.now).toEqual(before);
        expect(predictor.tick).toBe(100 + forces.length);
      }),
    );
  });

  it("takes over a different state, and replays every later input", () => {
    fc.assert(
      fc.property(pushes, fc.integer({ min: -50, max: 50 }), (forces, jolt) => {
        const predictor = new Predictor(rules, 64);
        predictor.reset({ x: 0, v: 0 }, 0);
        for (const force of forces) predictor.advance({ force });
        const truth = { x: 0, v: jolt };
        predictor.reconcile({ ...truth }, 0);
        for (const [i, force] of forces.entries()) rules.step(truth, { force }, i + 1);
        expect(predictor.now).toEqual(truth);
      }),
    );
  });

  it("predicts one tick ahead without moving", () => {
    const predictor = new Predictor(rules, 64);
    predictor.reset({ x: 0, v: 0 }, 0);
    predictor.predictNext({ force: 4 });
    expect(predictor.now).toEqual({ x: 0, v: 0 });
    expect(predictor.next).toEqual({ x: 5, v: 5 });
  });

  it("D8: a state older than its memory replaces the prediction", () => {
    const predictor = new Predictor(rules, 8);
    predictor.reset({ x: 0, v: 0 }, 0);
    for (let i = 0; i < 20; i++) predictor.advance({ force: 1 });
    predictor.reconcile({ x: 7, v: 7 }, 3);
    expect(predictor.tick).toBe(3);
    expect(predictor.now).toEqual({ x: 7, v: 7 });
  });
});

describe("Continuation", () => {
  const free = { ...rules, step: (body: Body, tick: number) => rules.step(body, { force: 0 }, tick) };

  it("is the same however often it is read", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { minLength: 1, maxLength: 20 }), (steps) => {
        const [often, once] = [new Continuation(free), new Continuation(free)];
        often.setBase({ x: 1, v: 2 }, 40);
        once.setBase({ x: 1, v: 2 }, 40);
        let tick = 40;
        for (const step of steps) {
          tick += step;
          often.advance(tick);
        }
        once.advance(tick);
        expect(often.now).toEqual(once.now);
        expect(often.next).toEqual(once.next);
      }),
    );
  });

  it("has the given state at the given tick", () => {
    const path = new Continuation(free);
    path.setBase({ x: 1, v: 2 }, 41);
    path.advance(41);
    expect(path.now).toEqual({ x: 1, v: 2 });
    expect(path.next).toEqual({ x: 3, v: 2 });
  });
});

describe("SendPolicy", () => {
  const same = (a: Push, b: Push) => a.force === b.force;
  const due = (sampler: SendPolicy<Push>, tick: number, force: number) =>
    sampler.shouldSend(tick, { force }, { force });

  it("sends on change, now and then, and after a reset", () => {
    const sampler = new SendPolicy<Push>({ ...rules, same });
    const sent: number[] = [];
    for (let tick = 1; tick <= 100; tick++) {
      if (tick === 90) sampler.resend();
      if (due(sampler, tick, tick < 50 ? 1 : 2)) sent.push(tick);
    }
    expect(sent).toEqual([1, 31, 50, 80, 90]);
  });
});

describe("Blend", () => {
  it("fades to nothing, and shows a too large correction at once", () => {
    const blend = new Blend(100);
    blend.addCorrection(30, -40, 0.1);
    blend.decay(0.07);
    expect(blend.x).toBeCloseTo(15);
    expect(blend.y).toBeCloseTo(-20);
    blend.decay(10);
    expect([blend.x, blend.y, blend.angle]).toEqual([0, 0, 0]);
    blend.addCorrection(90, 90, 1);
    expect([blend.x, blend.y, blend.angle]).toEqual([0, 0, 0]);
  });
});

describe("Samples", () => {
  it("D8: keeps the newest, and gives their quantiles", () => {
    const samples = new Samples(100);
    for (let i = 0; i < 1000; i++) samples.add(i, i);
    const count = samples.sort(950);
    expect(count).toBe(50);
    expect(samples.quantile(0, count)).toBe(950);
    expect(samples.quantile(0.5, count)).toBe(975);
    expect(samples.quantile(1, count)).toBe(999);
    expect(samples.values()).toHaveLength(100);
  });
});
