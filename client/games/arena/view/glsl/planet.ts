import { HEADER } from "./noise.ts";

/**
 * A turning, lit sphere with relief, air and, for some, rings; the quad spans `uReach` radii each way. Light added
 * around the disc has no opacity of its own.
 */
export const PLANET = /* glsl */ `
${HEADER}
uniform sampler2D uSurface;
uniform sampler2D uClouds;
uniform int uLook;
uniform vec3 uTint;
uniform vec3 uAir;
/** Towards the star: x right, y down, z to the viewer. */
uniform vec3 uLight;
uniform float uTurn;
uniform float uTilt;
uniform float uReach;
uniform float uPixel;
uniform float uTime;
uniform float uDetail;
uniform float uShown;

vec2 rotate(vec2 p, float a) {
  float c = cos(a), s = sin(a);
  return vec2(c * p.x - s * p.y, s * p.x + c * p.y);
}
float grain(vec2 uv) { return texture2D(uClouds, uv).r; }

const float RING_IN = 1.32, RING_OUT = 2.22, RING_OPEN = .3;

/** Colour and opacity of the rings at a distance from the centre, radii. */
vec4 ringAt(float rho) {
  float t = (rho - RING_IN) / (RING_OUT - RING_IN);
  if (t < 0. || t > 1.) return vec4(0.);
  float fine = texture2D(uSurface, vec2(.37, .1 + t * .8)).g;
  float bands = .5 + .5 * sin(t * 34. + sin(t * 90.) * .8 + fine * 5.);
  float gap = smoothstep(.018, .03, abs(t - .6)) * smoothstep(.006, .012, abs(t - .84));
  float density = (.34 + .66 * bands) * smoothstep(0., .05, t) * smoothstep(1., .9, t) * gap;
  density *= mix(.55, 1., smoothstep(.1, .4, t));
  vec3 c = mix(uTint * .75, vec3(1., .94, .86), .35 + .5 * bands * t);
  return vec4(c, density * .86);
}

void main() {
  vec2 p = vec2(outTexCoord.x * 2. - 1., 1. - outTexCoord.y * 2.) * uReach;
  float r = length(p);
  float edge = 1.5 * uPixel;
  float disc = smoothstep(1. + edge * .5, 1. - edge * .5, r);
  vec3 light = normalize(uLight);
  vec4 result = vec4(0.);

  if (disc > 0.) {
    float z = sqrt(max(0., 1. - r * r));
    vec3 n = vec3(p, z);
    vec2 q = rotate(p, -uTilt);
    float latitude = asin(clamp(q.y, -1., 1.)) / 3.1415927 + .5;
    vec2 uv = vec2(atan(q.x, z) / 6.2831853 + uTurn, latitude);
    vec4 surface = texture2D(uSurface, uv);
    vec3 colour = surface.rgb;
    float h = surface.a;
    // Relief: the slope of the height, in the direction of east and south.
    vec2 texel = vec2(.0016, .0032) * (1. + uPixel * 60.);
    float east = texture2D(uSurface, uv + vec2(texel.x, 0.)).a - h;
    float south = texture2D(uSurface, uv + vec2(0., texel.y)).a - h;
    float relief = uLook == 0 ? 5. : uLook == 2 ? 2.2 : uLook == 3 ? 3.4 : uLook == 4 ? 3. * step(.52, h) : .6;
    vec2 bump = rotate(vec2(east, south), uTilt) * relief;
    vec3 bumped = normalize(n - vec3(bump, 0.) * z);
    float facing = dot(n, light);
    float lit = smoothstep(-.12, .75, dot(bumped, light) + .04);
    float day = smoothstep(-.22, .35, facing);
    if (uDetail > 0.) {
      float d = grain(uv * vec2(7., 5.)) - .5;
      colour *= 1. + d * (uLook == 1 || uLook == 5 ? .12 : .5) * uDetail;
    }
    vec3 glow = vec3(0.);
    float shine = 0.;
    if (uLook == 3) {
      float crack = smoothstep(.3, .02, h);
      float pulse = .8 + .2 * sin(uTime * .7 + grain(uv * 2.) * 12.);
      glow = (mix(vec3(1., .16, .03), vec3(1., .78, .3), crack * crack) * crack * 1.45 + vec3(.5, .06, .01) * smoothstep(.62, .1, h) * .5) * pulse;
    }
    if (uLook == 4) {
      float sea = smoothstep(.54, .5, h);
      vec3 half_ = normalize(light + vec3(0., 0., 1.));
      shine = pow(max(dot(n, half_), 0.), 60.) * sea * .9;
      vec2 drift = uv + vec2(uTime * .0016, 0.);
      float cover = texture2D(uClouds, drift).a;
      float shadow = texture2D(uClouds, drift + vec2(-light.x, -light.y) * .006).a;
      colour *= 1. - .5 * shadow * (1. - cover);
      // Towns on the night side.
      float town = smoothstep(.5, .66, grain(uv * vec2(5., 4.))) * smoothstep(.52, .64, grain(uv * vec2(31., 23.)));
      glow = vec3(1., .66, .25) * town * (1. - sea) * smoothstep(.08, -.2, facing) * (1. - cover * .8) * 2.4;
      colour = mix(colour, vec3(.96, .98, 1.), cover * .9);
    }
    if (uLook == 2) shine = pow(max(dot(bumped, normalize(light + vec3(0., 0., 1.))), 0.), 30.) * .28;
    if (uLook == 5) {
      // The rings' shadow: follow the light from the ground to the rings' plane.
      vec3 up = vec3(rotate(vec2(0., sqrt(1. - RING_OPEN * RING_OPEN)), uTilt), RING_OPEN);
      float along = dot(n, up) / max(.04, abs(dot(light, up))) * -sign(dot(light, up));
      if (along > 0.) {
        vec4 ring = ringAt(length(n + light * along));
        lit *= 1. - ring.a * .75;
      }
    }
    vec3 night = colour * (uAir * .055 + .012);
    vec3 c = mix(night, colour * (vec3(1.06, 1.0, .94)), lit) + shine * day + glow;
    // Air: a haze at the limb, and a thin bright line where the star shines through it.
    float limb = 1. - z;
    c += uAir * pow(limb, 2.6) * (.1 + .95 * day) * .85;
    c += uAir * smoothstep(.8, 1., r) * pow(limb, 5.) * day * .7;
    c += vec3(1., .45, .2) * uAir * exp(-pow(facing / .13, 2.)) * limb * .28;
    result = vec4(c, 1.) * disc;
  }
  // Air beyond the disc.
  float out_ = max(0., r - 1.);
  float side = .5 + .5 * dot(p / max(r, .001), light.xy / max(.001, length(light.xy)));
  float lightSide = .1 + .9 * side * side * side;
  float halo = exp(-out_ * 26.) * .75 + exp(-out_ * 8.) * .3 + exp(-out_ * 4.) * .07;
  float fade = smoothstep(uReach, uReach * .55, r) * (1. - disc);
  result.rgb += uAir * halo * lightSide * fade;

  if (uLook == 5) {
    vec2 q = rotate(p, -uTilt);
    float rho = length(vec2(q.x, q.y / RING_OPEN));
    vec4 ring = ringAt(rho);
    if (ring.a > 0. && (q.y > 0. || disc < 1.)) {
      vec3 at = vec3(q.x, q.y, q.y / RING_OPEN * sqrt(1. - RING_OPEN * RING_OPEN));
      vec3 l = vec3(rotate(light.xy, -uTilt), light.z);
      float towards = dot(at, l);
      float shadow = towards < 0. ? smoothstep(.93, 1.04, length(at - l * towards)) : 1.;
      float hide = q.y > 0. ? 1. : 1. - disc;
      float a = ring.a * hide;
      vec3 c = ring.rgb * (.06 + .94 * shadow) * (.72 + .28 * grain(vec2(rho * .7, atan(q.y, q.x) * .2 + uTurn)));
      result = vec4(c * a, a) + result * (1. - a);
    }
  }
  gl_FragColor = result * uShown;
}
`;
