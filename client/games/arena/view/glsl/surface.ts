import { HEADER, NOISE } from "./noise.ts";

/** Numbers of the looks in `uLook`, see `BodyConfig.look`; `clouds` is the cover all oceans share. */
export const LOOKS = { rock: 0, gas: 1, ice: 2, lava: 3, ocean: 4, ringed: 5, star: 6, clouds: 7 } as const;
export type SurfaceLook = keyof typeof LOOKS;

const WARP = /* glsl */ `
vec3 warp(vec3 p, float amount) {
  return p + amount * vec3(soft(p + 3.1), soft(p + 17.7), soft(p + 31.3));
}
`;

const ROCK = /* glsl */ `
float craters(vec3 p, float size) {
  float d = cells(p * size).x;
  float bowl = smoothstep(.0, .42, d);
  float rim = exp(-pow((d - .44) / .07, 2.));
  return (bowl - 1.) * .55 + rim * .3;
}
vec4 surface(vec3 p) {
  float h = .5 + fbm(p * 2.2) * .55 + craters(p, 3.) * .32 + craters(p + 5., 7.) * .22 + craters(p + 9., 15.) * .12;
  float grain = fbm(p * 9.);
  vec3 low = uTint * .22, high = mix(uTint, vec3(1., .93, .86), .35);
  vec3 c = mix(low, high, smoothstep(.1, .85, h + grain * .25));
  c = mix(c, uTint.gbr * .55, smoothstep(.08, .4, fbm(p * 1.3 + 20.)) * .4);
  return vec4(c, h);
}
`;

const GAS = /* glsl */ `
vec4 surface(vec3 p) {
  float turbulence = fbm(warp(p * vec3(1.6, 3.2, 1.6), .9) * 1.6);
  float latitude = p.y * 5.5 + turbulence * .95 + fbm(p * 3.) * .3;
  float band = .5 + .5 * sin(latitude * 3.1 + uSeed);
  float fine = .5 + .5 * sin(latitude * 11. + turbulence * 5.);
  vec3 a = mix(uTint * uTint, uTint.brg, .22) * .55 + vec3(.05, .0, .05), b = uTint, d = mix(uTint, vec3(1., .95, .85), .72);
  vec3 c = mix(a, b, smoothstep(.05, .6, band));
  c = mix(c, d, smoothstep(.55, 1., band) * .85);
  c = mix(c, uTint.bgr * .62, .55 * smoothstep(.78, .98, .5 + .5 * sin(latitude * 1.55 + 2.1)));
  c = mix(c, uTint.bgr * .8, .6 * smoothstep(.72, 1., abs(p.y) + turbulence * .2));
  c *= .8 + .3 * fine;
  // One great storm.
  vec3 eye = normalize(vec3(.75, .36, .6));
  vec3 away = p - eye;
  float far = length(away * vec3(1., 2.1, 1.));
  float swirl = fbm(vec3(far * 9. - atan(away.y * 2., away.x) * .6, far * 3., uSeed) * 1.6);
  float storm = smoothstep(.34, .12, far + swirl * .06);
  c = mix(c, mix(vec3(1., .86, .7), vec3(.86, .2, .1), .55 + swirl * .9), storm * .9);
  c *= 1. - .4 * exp(-pow((far - .33) / .05, 2.));
  return vec4(c, .5 + turbulence * .3);
}
`;

const ICE = /* glsl */ `
vec4 surface(vec3 p) {
  vec3 q = warp(p * 1.4, .5);
  vec2 plates = cells(q * 3.4), fine = cells(q * 9.);
  float crack = smoothstep(.09, .0, plates.y - plates.x);
  float hair = smoothstep(.07, .0, fine.y - fine.x) * .55;
  float h = .62 + fbm(p * 3.) * .4 - crack * .22 - hair * .08;
  vec3 sea = vec3(.03, .2, .52), pale = mix(uTint, vec3(.8, .95, 1.), .25) * vec3(.66, .9, 1.);
  vec3 c = mix(mix(sea, uTint * vec3(.42, .62, .8), .55), pale, smoothstep(.38, .86, h + fbm(p * 1.2 + 30.) * .5));
  c = mix(c, vec3(.02, .34, .62), max(crack, hair * .7) * .9);
  c = mix(c, vec3(.9, .97, 1.), smoothstep(.62, .86, abs(outTexCoord.y * 2. - 1.) + fbm(p * 4.) * .3) * .85);
  return vec4(c, h);
}
`;

const LAVA = /* glsl */ `
vec4 surface(vec3 p) {
  vec3 q = warp(p * 1.6, .7);
  vec2 plates = cells(q * 1.7), fine = cells(q * 4.6 + 4.);
  float calm = smoothstep(-.05, .3, fbm(p * 1.5 + 60.));
  float crack = min((plates.y - plates.x) * 1.25, (fine.y - fine.x) * 1.9 + .07 + calm * .45);
  float pools = smoothstep(.3, .5, fbm(warp(p * 1.1, .8) + 80.));
  float h = clamp(crack * 1.9 + fbm(p * 5.) * .12 - pools * .4, 0., 1.);
  float ash = fbm(p * 7.);
  vec3 c = mix(vec3(.035, .02, .028), vec3(.19, .115, .11), smoothstep(.2, .9, h + ash * .5));
  c = mix(c, uTint * .24, smoothstep(.1, .5, fbm(p * 2. + 9.)) * .6);
  return vec4(c, h);
}
`;

const OCEAN = /* glsl */ `
vec4 surface(vec3 p) {
  float land = fbm(warp(p * 1.25 + uSeed, .8) * 1.25) + .12 * ridges(p * 3.);
  float h = clamp(.46 + land * .95, 0., 1.);
  float sea = smoothstep(.54, .5, h);
  float moist = fbm(p * 2.4 + 40.);
  vec3 water = mix(uTint * vec3(.08, .16, .34), uTint * vec3(.35, .95, 1.05), smoothstep(.3, .55, h));
  vec3 ground = mix(vec3(.1, .34, .2), vec3(.52, .46, .26), smoothstep(-.15, .3, moist));
  ground = mix(ground, vec3(.36, .3, .3), smoothstep(.66, .8, h));
  ground = mix(ground, vec3(.95), smoothstep(.8, .92, h));
  vec3 c = mix(ground, water, sea);
  float polar = abs(p.y) + fbm(p * 4.) * .22;
  c = mix(c, vec3(.9, .97, 1.), smoothstep(.84, .92, polar));
  return vec4(c, h);
}
`;

const RINGED = /* glsl */ `
vec4 surface(vec3 p) {
  float turbulence = fbm(p * vec3(2., 5., 2.));
  float band = .5 + .5 * sin(p.y * 21. + turbulence * 2.4 + uSeed);
  float wide = .5 + .5 * sin(p.y * 6.5 + turbulence + 1.);
  vec3 c = mix(uTint * uTint * .5, mix(uTint, vec3(1., .93, .96), .5), .12 + .5 * band * wide + .38 * wide);
  c = mix(c, vec3(.95, .5, .72), .35 * smoothstep(.55, .9, .5 + .5 * sin(p.y * 9. + turbulence * 3. + 2.)));
  c = mix(c, uTint.bgr * vec3(.45, .6, 1.), smoothstep(.6, .95, abs(p.y)) * .6);
  return vec4(c, .5 + turbulence * .2);
}
`;

const STAR = /* glsl */ `
vec4 surface(vec3 p) {
  vec3 q = warp(p * 2.4, .35);
  vec2 grain = cells(warp(p * 9., .5));
  float h = .78 - grain.x * .55 + fbm(warp(p * 3.2, 1.)) * .75;
  float spots = smoothstep(.2, .4, fbm(p * 2.1 + 8.)) * (1. - abs(p.y));
  return vec4(vec3(fbm(q * 3.) * .5 + .5), clamp(h - spots * .55, 0., 1.));
}
`;

const CLOUDS = /* glsl */ `
vec4 surface(vec3 p) {
  vec3 q = warp(vec3(p.x, p.y * 1.6, p.z) * 1.7, 1.);
  float cover = fbm(q * 1.9) + .35 * fbm(p * 9.);
  float belt = .16 * cos(p.y * 7.);
  return vec4(vec3(fbm(p * 14.) * .5 + .5), smoothstep(.02, .52, cover + belt));
}
`;

/** Offset in the noise, so that bodies of one look differ. */
const OFFSET: Partial<Record<SurfaceLook, string>> = {
  rock: "uSeed * 3.7",
  ice: "uSeed * 3.7",
  lava: "uSeed * 3.7",
  gas: "vec3(0., 0., uSeed * .1)",
};

/** The code of each look: `surface` returns colour and height at a point of the unit sphere. */
const PAINT: Record<SurfaceLook, string> = {
  rock: ROCK,
  gas: GAS,
  ice: ICE,
  lava: LAVA,
  ocean: OCEAN,
  ringed: RINGED,
  star: STAR,
  clouds: CLOUDS,
};

/**
 * The shader that bakes one body's whole surface (longitude across, latitude down): colour in rgb; in alpha its height,
 * from which the planet's shader makes relief, seas and glowing cracks. One program a look: all in one takes seconds to
 * compile.
 */
export function surfaceShader(look: SurfaceLook): string {
  return `
${HEADER}
uniform float uSeed;
uniform vec3 uTint;
${NOISE}
${WARP}
${PAINT[look]}
void main() {
  float longitude = outTexCoord.x * 6.2831853, latitude = (outTexCoord.y - .5) * 3.1415927;
  vec3 p = vec3(cos(latitude) * sin(longitude), sin(latitude), cos(latitude) * cos(longitude));
  gl_FragColor = clamp(surface(p + ${OFFSET[look] ?? "vec3(0.)"}), 0., 1.);
}
`;
}
