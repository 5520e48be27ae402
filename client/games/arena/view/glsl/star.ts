import { HEADER } from "./noise.ts";

/** The star: boiling grains, a bright limb, and a corona of streamers that drift outwards. */
export const STAR = /* glsl */ `
${HEADER}
uniform sampler2D uSurface;
uniform sampler2D uClouds;
uniform vec3 uTint;
uniform float uReach;
uniform float uPixel;
uniform float uTime;
uniform float uShown;

void main() {
  vec2 p = vec2(outTexCoord.x * 2. - 1., 1. - outTexCoord.y * 2.) * uReach;
  float r = length(p);
  float disc = smoothstep(1. + uPixel, 1. - uPixel, r);
  vec3 hot = mix(uTint, vec3(1., .97, .88), .75), warm = uTint, deep = uTint * vec3(.92, .36, .1);
  vec3 c = vec3(0.);
  if (disc > 0.) {
    float z = sqrt(max(0., 1. - r * r));
    vec2 uv = vec2(atan(p.x, z) / 6.2831853, asin(clamp(p.y, -1., 1.)) / 3.1415927 + .5);
    float a = texture2D(uSurface, uv + vec2(uTime * .0012, 0.)).a;
    float flow = texture2D(uSurface, uv * vec2(2., 1.) + vec2(-uTime * .002, .1)).r;
    float b = texture2D(uSurface, uv * vec2(3., 2.) + vec2(uTime * .003, flow * .08)).a;
    float heat = a * .55 + b * .45 + (flow - .5) * .4;
    heat += .1 * sin(uTime * .8 + a * 14.);
    vec3 body = mix(deep, warm, smoothstep(.22, .66, heat));
    body = mix(body, hot, smoothstep(.66, 1.1, heat));
    float limb = 1. - z;
    body = mix(body, warm * vec3(1., .8, .55), .25) * (1.02 - .3 * limb);
    body += warm * pow(limb, 5.) * .7 + hot * pow(limb, 16.) * .5;
    c = body * disc;
  }
  float out_ = max(0., r - 1.);
  float angle = atan(p.y, p.x) / 6.2831853;
  float spread = log(1. + out_ * 2.2);
  float streams = texture2D(uClouds, vec2(angle * 2., spread * .42 - uTime * .011)).a;
  float wisps = texture2D(uClouds, vec2(angle * 5. + uTime * .002, spread * .8 - uTime * .02)).a;
  float rays = texture2D(uClouds, vec2(angle * 3. - uTime * .0011, .31)).a;
  float corona = exp(-out_ * 3.4) * (.42 + .75 * streams + .35 * wisps) + exp(-out_ * 17.) * .7;
  corona += exp(-out_ * 1.5) * (.1 + .3 * rays * rays);
  float fade = smoothstep(uReach, uReach * .3, r);
  vec3 air = mix(deep * 1.3, warm, smoothstep(.0, .9, corona)) * corona;
  air += hot * pow(max(0., corona - .62), 2.) * .8;
  c += air * fade * (1. - disc);
  gl_FragColor = vec4(c, disc) * uShown;
}
`;
