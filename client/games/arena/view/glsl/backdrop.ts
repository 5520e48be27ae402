import { HEADER, NOISE } from "./noise.ts";

/** Bakes the whole sky of a system: gas, dust lanes, and in alpha how thick the dust is. */
export const NEBULA = /* glsl */ `
${HEADER}
${NOISE}
uniform float uSeed;
uniform vec3 uWarm;
void main() {
  vec3 p = vec3(outTexCoord * 3.2, uSeed);
  vec3 w = vec3(soft(p * .8 + 2.), soft(p * .8 + 9.), 0.);
  vec3 w2 = vec3(fbm(p * 1.7 + w * 1.6 + 20.), fbm(p * 1.7 + w * 1.6 + 31.), 0.);
  float gas = fbm(p * 1.05 + w * 1.5 + w2 * .9) + .06;
  float veil = soft(p * .6 + w * 2.2 + 50.);
  float threads = ridges(p * 1.9 + w2 * 1.5);
  float dust = smoothstep(.02, .42, fbm(p * 1.9 + w * 1.1 + 70.));
  float thick = smoothstep(-.12, .5, gas);
  vec3 deep = vec3(.010, .014, .040);
  vec3 blue = vec3(.035, .115, .33), teal = vec3(.03, .36, .43), rose = vec3(.42, .06, .34), violet = vec3(.19, .07, .44);
  float hue = smoothstep(-.26, .3, veil);
  vec3 c = deep + mix(blue, violet, hue) * thick * .8;
  c += mix(teal, rose, smoothstep(.25, .8, hue)) * pow(thick, 2.) * (.22 + threads * threads * 1.5);
  c += uWarm * pow(max(0., thick - .45), 2.) * threads * .5;
  c += mix(teal, rose, hue) * pow(threads, 3.) * thick * .7;
  c *= 1. - dust * .8 * smoothstep(.05, .5, thick + .2);
  // Far from the middle of the gas the sky is nearly black: that is what gives it depth.
  float mass = smoothstep(-.3, .22, soft(p * .42 + 90.));
  c = mix(deep, c * 1.75, .4 + .6 * mass);
  gl_FragColor = vec4(c, dust);
}
`;

/** The background, in one pass: the baked sky at two depths, and layers of stars of one device pixel at any zoom. */
export const BACKDROP = /* glsl */ `
${HEADER}
${NOISE}
uniform sampler2D uSky;
/** Centre and half size of the view, world px; device px per world px. */
uniform vec2 uCentre;
uniform vec2 uHalf;
uniform float uScale;
uniform float uTime;
uniform vec3 uStarTint;
uniform float uFine;

vec3 stars(vec2 p, float cell, float share, float size, float dim) {
  vec2 i = floor(p / cell), f = p / cell - i;
  vec3 h = hash32(i + 400.);
  if (h.z > share) return vec3(0.);
  vec2 d = (f - (.15 + .7 * h.xy)) * cell * uScale;
  float far = length(d);
  if (far > size * 12.) return vec3(0.);
  float kind = fract(h.z * 91.7);
  float bright = mix(.25, 1., kind * kind * kind) * dim;
  float twinkle = .8 + .2 * sin(uTime * (1. + 3. * h.x) + h.y * 40.);
  float core = exp(-far * far / (size * size * (.4 + kind)));
  float halo = exp(-far / (size * 2.4)) * .22 * kind;
  float cross = kind > .93 ? (exp(-abs(d.x) / (size * .5)) * exp(-abs(d.y) / (size * 6.)) + exp(-abs(d.y) / (size * .5)) * exp(-abs(d.x) / (size * 6.))) * .5 : 0.;
  vec3 tint = mix(mix(vec3(.55, .72, 1.), vec3(1.), smoothstep(0., .5, h.y)), vec3(1., .78, .55), smoothstep(.72, 1., h.y));
  return tint * (core + halo + cross) * bright * twinkle;
}

void main() {
  vec2 v = vec2(outTexCoord.x * 2. - 1., 1. - outTexCoord.y * 2.) * uHalf;
  vec2 far = (v * .8 + uCentre * .018) / 3000. + .5;
  vec4 sky = texture2D(uSky, far);
  vec2 near = (v.yx * vec2(-.9, .9) + uCentre.yx * vec2(-.05, .05)) / 3400. + .5;
  vec4 wisps = texture2D(uSky, near);
  vec3 c = sky.rgb * (.8 + .6 * wisps.g / (.12 + wisps.g)) + wisps.rgb * .4;
  // The star lights the gas around it.
  float away = length(uCentre + v);
  c += uStarTint * (.075 * exp(-away / 1500.) + .022 * exp(-away / 5200.)) * (.6 + 1.4 * wisps.g * 3.);
  float clear = 1. - .6 * sky.a;
  if (uFine > 0.) c += stars(v + uCentre * .03, 46., .5, .75, .55) * clear;
  c += stars(v + uCentre * .06 + 900., 74., .45, .95, .75) * clear;
  c += stars(v + uCentre * .13 + 300., 150., .42, 1.25, .95);
  c += stars(v * 1.02 + uCentre * .26 + 700., 330., .34, 1.7, 1.);
  vec2 e = outTexCoord - .5;
  c *= 1. - .55 * smoothstep(.25, .75, length(e) * 1.05);
  c += (hash12(gl_FragCoord.xy + fract(uTime)) - .5) / 200.;
  gl_FragColor = vec4(c, 1.);
}
`;
