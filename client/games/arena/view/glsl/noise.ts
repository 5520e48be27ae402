/**
 * Noise on the unit sphere and in the plane, for baked pictures. Hash without sine after Dave Hoskins ("Hash without
 * Sine", MIT); gradient noise after Perlin (2002); cells after Worley (1996).
 */
export const NOISE = /* glsl */ `
vec3 hash33(vec3 p) {
  p = fract(p * vec3(.1031, .1030, .0973));
  p += dot(p, p.yxz + 33.33);
  return fract((p.xxy + p.yxx) * p.zyx);
}
float hash12(vec2 p) {
  vec3 q = fract(vec3(p.xyx) * .1031);
  q += dot(q, q.yzx + 33.33);
  return fract((q.x + q.y) * q.z);
}
vec3 hash32(vec2 p) {
  vec3 q = fract(vec3(p.xyx) * vec3(.1031, .1030, .0973));
  q += dot(q, q.yxz + 33.33);
  return fract((q.xxy + q.yzz) * q.zyx);
}
float corner(vec3 cell, vec3 at, vec3 offset) {
  return dot(hash33(cell + offset) * 2. - 1., at - offset);
}
float noise(vec3 p) {
  vec3 i = floor(p), f = fract(p);
  vec3 u = f * f * f * (f * (f * 6. - 15.) + 10.);
  i += 64.;
  return mix(
    mix(mix(corner(i, f, vec3(0, 0, 0)), corner(i, f, vec3(1, 0, 0)), u.x),
        mix(corner(i, f, vec3(0, 1, 0)), corner(i, f, vec3(1, 1, 0)), u.x), u.y),
    mix(mix(corner(i, f, vec3(0, 0, 1)), corner(i, f, vec3(1, 0, 1)), u.x),
        mix(corner(i, f, vec3(0, 1, 1)), corner(i, f, vec3(1, 1, 1)), u.x), u.y), u.z);
}
/** A few octaves, for bending and for large shapes. */
float soft(vec3 p) {
  float sum = 0., weight = .5;
  for (int i = 0; i < 3; i++) {
    sum += weight * noise(p);
    p = p * 2.03 + 11.7;
    weight *= .52;
  }
  return sum;
}
float fbm(vec3 p) {
  float sum = 0., weight = .5;
  for (int i = 0; i < 5; i++) {
    sum += weight * noise(p);
    p = p * 2.03 + 11.7;
    weight *= .52;
  }
  return sum;
}
float ridges(vec3 p) {
  float sum = 0., weight = .5;
  for (int i = 0; i < 4; i++) {
    float n = 1. - abs(noise(p)) * 2.2;
    sum += weight * n * n;
    p = p * 2.1 + 7.3;
    weight *= .5;
  }
  return sum;
}
/** Distance to the nearest point, and to the second nearest. */
vec2 cells(vec3 p) {
  vec3 i = floor(p), f = fract(p);
  vec2 best = vec2(9.);
  for (int x = -1; x <= 1; x++) for (int y = -1; y <= 1; y++) for (int z = -1; z <= 1; z++) {
    vec3 o = vec3(float(x), float(y), float(z));
    vec3 d = o + hash33(i + o + 64.) - f;
    float far = dot(d, d);
    if (far < best.x) best = vec2(far, best.x);
    else if (far < best.y) best.y = far;
  }
  return sqrt(best);
}
`;

export const HEADER = /* glsl */ `
#ifdef GL_FRAGMENT_PRECISION_HIGH
precision highp float;
#else
precision mediump float;
#endif
varying vec2 outTexCoord;
`;
