import { definePilots } from "orrery/client";
import trails, { ahead, touch } from "./rules.ts";

export default definePilots(trails, {
  /** Turns to where there is more room. */
  rider({ rows, world: { size }, seat }, random) {
    const me = rows.riders[seat];
    const walls = [...rows.walls, ...rows.riders.filter((rider) => rider.isAlive && rider !== me)];
    const roomTicks = (heading: number) => {
      const isFree = (ticks: number) => {
        const path = ahead({ ...me, heading, length: -1 }, ticks, size);
        return walls.every((wall) => !touch(wall, path, size));
      };
      return [60, 40, 25, 15, 10, 5].find(isFree) ?? 0;
    };
    if (!me.isAlive || roomTicks(me.heading) > random.below(61)) return null;
    const [left, right] = [(me.heading + 3) % 4, (me.heading + 1) % 4];
    return { type: "turn", heading: roomTicks(left) > roomTicks(right) ? left : right };
  },
});
